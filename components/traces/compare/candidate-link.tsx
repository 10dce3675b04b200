'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { hrefs } from '@/components/shell/hrefs';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import { Status } from '@/components/traces/call-marks';
import { useCallTime } from '@/components/traces/use-call-time';
import type { Call } from '@/lib/deepflow/dto';
import { formatDuration } from '@/lib/telemetry/format';

export type CandidateLinkProps = {
  gatewayId: string;
  callId: string;
  routeId: string;
  candidate: Call;
  /** Why this one. */
  title: string;
  onChosen: () => void;
};

export function CandidateLink({ gatewayId, callId, routeId, candidate, title, onChosen }: CandidateLinkProps) {
  const search = useSearchParams();
  const time = useCallTime();
  return (
    <Link
      className="block rounded-md px-2 py-1.5 hover:bg-hover"
      href={keepTimeRange(hrefs.compareTraces(gatewayId, callId, candidate.id), search, { route: routeId }) as Route}
      onClick={onChosen}
    >
      <span className="block font-medium">{title}</span>
      <span className="flex min-w-0 items-center gap-2 text-muted">
        <Status outcome={candidate.outcome} status={candidate.status} />
        <span className="tabular-nums">{formatDuration(candidate.durationUs)}</span>
        <span className="tabular-nums" title={time.full(candidate.startUs)}>
          {time.clock(candidate.startUs)}
        </span>
        <span className="min-w-0 truncate font-mono">
          {candidate.method} {candidate.path}
        </span>
      </span>
    </Link>
  );
}

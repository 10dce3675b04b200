'use client';

import { useQueries, useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { spanQuery } from '@/components/traces/span/span-query';
import { Button } from '@/components/ui/button';
import { useProblemWords } from '@/components/ui/problem-words';
import type { FlowFacts } from '@/lib/deepflow/flows';
import { peerQueries } from '@/lib/deepflow/peer-queries';
import type { Problem } from '@/lib/http/problem';
import { formatCount, formatDuration } from '@/lib/telemetry/format';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import type { TraceEngine } from '@/lib/telemetry/trace/engine';
import type { HopPath } from '@/lib/telemetry/trace/hops';

export type HopConnectionsProps = { gatewayId: string; opened: OpenedTrace; engine: TraceEngine; path: HopPath };

/** A connection is reported once a minute and when it ends. */
const marginMs = 70_000;

/** What TCP had to do on the way in and on the way out, where a card saw the connection. */
export function HopConnections({ gatewayId, opened, engine, path }: HopConnectionsProps) {
  const t = useTranslations('spans.tcp');
  const legs = (['in', 'out'] as const).flatMap((leg) => {
    const cards = path.stations.filter((one) => one.leg === leg && one.index >= 0 && /^(c|s)(-nd)?$/.test(one.point));
    const card = cards.find(({ point }) => point === (leg === 'in' ? 's' : 'c')) ?? cards[0];
    return card === undefined ? [] : [{ leg, index: card.index }];
  });
  const spans = useQueries({ queries: legs.map(({ index }) => spanQuery(opened, engine, index)) });
  const known = legs.flatMap(({ leg }, at) => {
    const flowId = spans[at]?.data?.flowId;
    return flowId == null ? [] : [{ leg, flowId }];
  });
  const flows = useQuery(
    peerQueries.flows(gatewayId, {
      flowIds: known.map(({ flowId }) => flowId),
      fromMs: opened.startUs / 1000 - marginMs,
      toMs: opened.endUs / 1000 + marginMs,
    }),
  );
  if (known.length === 0) return null;
  if (flows.data === undefined)
    return flows.error ? (
      <FlowProblem onRetry={() => flows.refetch()} problem={flows.error.problem} retrying={flows.isFetching} />
    ) : (
      <span aria-busy="true" className="text-subtle">
        {t('pending')}
      </span>
    );
  return (
    <ul aria-label={t('label')} className="flex min-w-0 items-center gap-x-3 text-muted max-sm:flex-wrap">
      {known.map(({ leg, flowId }) => (
        <Connection facts={flows.data.find((one) => one.flowId === flowId)} key={leg} leg={leg} />
      ))}
    </ul>
  );
}

function Connection({ leg, facts }: { leg: 'in' | 'out'; facts: FlowFacts | undefined }) {
  const t = useTranslations('spans.tcp');
  if (facts === undefined)
    return (
      <li className="text-subtle" title={t('unknownWhy')}>
        {t(leg)}: {t('unknown')}
      </li>
    );
  const retransmissions = facts.retransmissions.client + facts.retransmissions.server + facts.synRetransmissions;
  const zeroWindows = facts.zeroWindows.client + facts.zeroWindows.server;
  return (
    <li className="min-w-0 truncate tabular-nums" title={t('why')}>
      {t(leg)}: {facts.rttUs === null ? t('noRtt') : t('rtt', { time: formatDuration(facts.rttUs) })} ·{' '}
      <span className={retransmissions > 0 ? 'font-medium text-client-error' : undefined}>
        {t('retransmissions', { count: retransmissions, shown: formatCount(retransmissions) })}
      </span>
      {zeroWindows > 0 ? (
        <span className="font-medium text-client-error">
          {' '}
          · {t('zeroWindows', { count: zeroWindows, shown: formatCount(zeroWindows) })}
        </span>
      ) : null}
    </li>
  );
}

function FlowProblem({ problem, onRetry, retrying }: { problem: Problem; onRetry: () => void; retrying: boolean }) {
  const t = useTranslations('problems');
  const words = useProblemWords(problem);
  return (
    <span className="flex items-center gap-1 text-muted" role="alert">
      TCP: {words.title}
      <Button disabled={retrying} onClick={onRetry} size="sm" variant="ghost">
        {t(retrying ? 'retrying' : 'retry')}
      </Button>
    </span>
  );
}

'use client';

import { cn } from '@/components/ui/cn';
import { formatDuration, formatExact, formatShare } from '@/lib/telemetry/format';

/** A difference with its sign: `+1.2 ms (+24 %)`. Its colour only repeats the sign. */
export function Delta({ deltaUs, share }: { deltaUs: number; share: number | null }) {
  const sign = deltaUs > 0 ? '+' : deltaUs < 0 ? '−' : '±';
  return (
    <span
      className={cn(deltaUs > 0 ? 'text-server-error' : deltaUs < 0 ? 'text-ok' : 'text-muted')}
      title={`${sign}${formatExact(Math.abs(deltaUs), 'µs')}`}
    >
      {sign}
      {formatDuration(Math.abs(deltaUs))}
      {share === null || deltaUs === 0 ? null : (
        <span className="text-muted">
          {' '}
          ({sign}
          {formatShare(Math.abs(share))})
        </span>
      )}
    </span>
  );
}

'use client';

import { cn } from '@/components/ui/cn';
import { formatDuration, formatExact, formatShare } from '@/lib/telemetry/format';

/** From here on a share is easier read as a factor: `× 270` and not `+26900 %`. */
export const manyTimes = 9;

export function formatTimes(factor: number): string {
  return new Intl.NumberFormat('en', { maximumSignificantDigits: 3, useGrouping: false }).format(factor);
}

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
          ({share >= manyTimes ? `× ${formatTimes(1 + share)}` : `${sign}${formatShare(Math.abs(share))}`})
        </span>
      )}
    </span>
  );
}

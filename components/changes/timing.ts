const minuteMs = 60_000;

export const timingKinds = ['stays', 'quarter', 'hour', 'until'] as const;

/** How long a change is to hold. `until` (epoch ms) counts for its kind alone; null: no moment is entered. */
export type Timing = { kind: (typeof timingKinds)[number]; until: number | null };
export const stays: Timing = { kind: 'stays', until: null };

/** When a change would be restored (epoch ms); null: never. Undefined: the moment is missing, or over. */
export function revertTime({ kind, until }: Timing, now: number): number | null | undefined {
  if (kind === 'stays') return null;
  if (kind === 'quarter') return now + 15 * minuteMs;
  if (kind === 'hour') return now + 60 * minuteMs;
  return until !== null && until > now ? until : undefined;
}

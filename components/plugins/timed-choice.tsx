'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { TimeStamp } from '@/components/ui/time-stamp';

const minuteMs = 60_000;

/** How long a change is to hold. `until` is the text of a field for date and time, in the reader's zone. */
export type Timing = { kind: 'stays' | 'quarter' | 'hour' | 'until'; until: string };
export const stays: Timing = { kind: 'stays', until: '' };

/** When a change would be restored (epoch ms); null: never. Undefined: the time is missing, or over. */
export function revertTime({ kind, until }: Timing, now: number): number | null | undefined {
  if (kind === 'stays') return null;
  if (kind === 'quarter') return now + 15 * minuteMs;
  if (kind === 'hour') return now + 60 * minuteMs;
  const at = new Date(until).getTime();
  return Number.isFinite(at) && at > now ? at : undefined;
}

export type TimedChoiceProps = { timing: Timing; now: number; onChange: (timing: Timing) => void };

/** For good, or for a while: then the server restores what was there. */
export function TimedChoice({ timing, now, onChange }: TimedChoiceProps) {
  const t = useTranslations('plugins.timed');
  const id = useId();
  const at = revertTime(timing, now);
  return (
    <div className="space-y-1">
      <div className="flex flex-wrap items-center gap-2">
        <label className="text-muted text-xs" htmlFor={id}>
          {t('label')}
        </label>
        <Select
          id={id}
          onChange={(event) => onChange({ ...timing, kind: event.target.value as Timing['kind'] })}
          value={timing.kind}
        >
          {(['stays', 'quarter', 'hour', 'until'] as const).map((kind) => (
            <option key={kind} value={kind}>
              {t(kind)}
            </option>
          ))}
        </Select>
        {timing.kind === 'until' ? (
          <Input
            aria-describedby={`${id}-when`}
            aria-invalid={at === undefined}
            aria-label={t('untilField')}
            onChange={(event) => onChange({ ...timing, until: event.target.value })}
            type="datetime-local"
            value={timing.until}
          />
        ) : null}
      </div>
      <p className="text-subtle text-xs" id={`${id}-when`}>
        {at === undefined
          ? t('untilError')
          : at === null
            ? null
            : t.rich('restored', { when: () => <TimeStamp at={at} /> })}
      </p>
    </div>
  );
}

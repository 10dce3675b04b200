'use client';

import { useTimeZone, useTranslations } from 'next-intl';
import { useId } from 'react';
import { fromZonedInput, toZonedInput } from '@/components/time-range/zoned-input';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { TimeStamp } from '@/components/ui/time-stamp';
import { useNowMs } from '@/components/ui/use-now';
import { revertTime, type Timing, timingKinds } from './timing';

export type TimedChoiceProps = { timing: Timing; onChange: (timing: Timing) => void };

/** For good, or for a while: then the server restores what was there. */
export function TimedChoice({ timing, onChange }: TimedChoiceProps) {
  const t = useTranslations('changes.timing');
  const zone = useTimeZone() ?? 'UTC';
  const now = useNowMs();
  const id = useId();
  const at = revertTime(timing, now);
  const isBad = at === undefined;
  return (
    <div className="space-y-1">
      <div className="flex flex-wrap items-center gap-2">
        <label className="text-muted text-xs" htmlFor={id}>
          {t('label')}
        </label>
        <Select
          id={id}
          onChange={({ target }) =>
            onChange({ ...timing, kind: timingKinds.find((each) => each === target.value) ?? 'stays' })
          }
          value={timing.kind}
        >
          {timingKinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(kind)}
            </option>
          ))}
        </Select>
        {timing.kind === 'until' ? (
          <>
            <Input
              aria-describedby={`${id}-zone ${id}-${isBad ? 'error' : 'when'}`}
              aria-invalid={isBad}
              aria-label={t('untilField')}
              defaultValue={timing.until === null ? '' : toZonedInput(timing.until, zone).slice(0, 16)}
              onChange={({ target }) => onChange({ ...timing, until: fromZonedInput(target.value, zone) })}
              type="datetime-local"
            />
            <span className="text-subtle text-xs" id={`${id}-zone`}>
              {zone}
            </span>
          </>
        ) : null}
      </div>
      {isBad ? (
        <p className="text-server-error text-xs" id={`${id}-error`} role="alert">
          {t('untilError')}
        </p>
      ) : at === null ? null : (
        <p className="text-subtle text-xs" id={`${id}-when`}>
          {t.rich('restored', { when: () => <TimeStamp at={at} isAhead /> })}
        </p>
      )}
    </div>
  );
}

'use client';

import { ChevronLeft, ChevronRight, ZoomOut } from 'lucide-react';
import { useTimeZone, useTranslations } from 'next-intl';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import type { QueryRange } from '@/lib/deepflow/queries';
import { formatTimeRange, parseTimeRange, type TimeRange, timePresets } from '@/lib/telemetry/time-range';
import { movedRange, type RangeInputError, readRangeInput, widenedRange } from './prepare-range';
import { useRangeWords } from './range-words';
import { toZonedInput, zoneOffset } from './zoned-input';

export type RangePickerProps = {
  chosen: TimeRange;
  range: QueryRange;
  onChoose: (next: TimeRange) => void;
  onDone: () => void;
  /** The fields start again from the range when this changes: not at a refresh, while someone types. */
  formKey: string;
};

/** Ranges up to now, and a form for fixed ones in the viewer's zone. */
export function RangePicker({ chosen, range, onChoose, onDone, formKey }: RangePickerProps) {
  const t = useTranslations('time');
  const words = useRangeWords();
  const timeZone = useTimeZone() ?? 'UTC';
  const now = formatTimeRange(chosen);
  const choose = (next: TimeRange) => {
    onChoose(next);
    onDone();
  };
  return (
    <div className="flex max-sm:flex-col">
      <div className="flex min-w-40 flex-col gap-px border-r p-2 max-sm:border-r-0 max-sm:border-b">
        <p className="px-2 pb-1 text-subtle text-xs">{t('quick')}</p>
        {timePresets.map((preset) => {
          const candidate = parseTimeRange(preset, 'now');
          return (
            <Button
              aria-pressed={now.from === preset && now.to === 'now'}
              className="justify-start font-normal aria-pressed:bg-accent-soft aria-pressed:text-accent"
              key={preset}
              onClick={() => choose(candidate)}
              variant="ghost"
            >
              {words(candidate, range)}
            </Button>
          );
        })}
      </div>
      <div className="flex w-64 flex-col gap-3 p-3 max-sm:w-auto">
        <FixedRangeForm key={formKey} onChoose={choose} range={range} timeZone={timeZone} />
        <div className="flex gap-1 border-t pt-2">
          <IconButton label={t('earlier')} onClick={() => onChoose(movedRange(range, -0.5, Date.now()))}>
            <ChevronLeft aria-hidden />
          </IconButton>
          <IconButton label={t('later')} onClick={() => onChoose(movedRange(range, 0.5, Date.now()))}>
            <ChevronRight aria-hidden />
          </IconButton>
          <IconButton label={t('wider')} onClick={() => onChoose(widenedRange(range, Date.now()))}>
            <ZoomOut aria-hidden />
          </IconButton>
        </div>
        <p className="text-subtle text-xs">{t('zone', { zone: timeZone, offset: zoneOffset(range.toMs, timeZone) })}</p>
      </div>
    </div>
  );
}

type FixedRangeFormProps = { range: QueryRange; timeZone: string; onChoose: (next: TimeRange) => void };

function FixedRangeForm({ range, timeZone, onChoose }: FixedRangeFormProps) {
  const t = useTranslations('time');
  const id = useId();
  const [from, setFrom] = useState(() => toZonedInput(range.fromMs, timeZone));
  const [to, setTo] = useState(() => toZonedInput(range.toMs, timeZone));
  const [error, setError] = useState<RangeInputError | null>(null);
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    const read = readRangeInput(from, to, timeZone);
    if ('error' in read) return setError(read.error);
    onChoose(read);
  };
  const fields = [
    { id: `${id}-from`, name: t('from'), value: from, set: setFrom },
    { id: `${id}-to`, name: t('to'), value: to, set: setTo },
  ];
  return (
    <form className="flex flex-col gap-2" noValidate onSubmit={handleSubmit}>
      <p className="text-subtle text-xs">{t('fixed')}</p>
      {fields.map((field) => (
        <div className="flex items-center gap-2" key={field.id}>
          <label className="w-10 text-muted" htmlFor={field.id}>
            {field.name}
          </label>
          <Input
            aria-describedby={error === null ? undefined : id}
            aria-invalid={error !== null}
            className="flex-1 tabular-nums"
            id={field.id}
            onChange={(event) => {
              field.set(event.target.value);
              setError(null);
            }}
            step={1}
            type="datetime-local"
            value={field.value}
          />
        </div>
      ))}
      {error === null ? null : (
        <p className="text-server-error text-xs" id={id} role="alert">
          {t(error)}
        </p>
      )}
      <Button className="self-start" type="submit" variant="primary">
        {t('apply')}
      </Button>
    </form>
  );
}

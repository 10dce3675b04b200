'use client';

import { useTimeZone, useTranslations } from 'next-intl';
import { useState } from 'react';
import { fromZonedInput, toZonedInput } from '@/components/time-range/zoned-input';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { parseTimePoint } from '@/lib/telemetry/time-range';

export type WhenFilterProps = {
  since: string | null;
  until: string | null;
  onChange: (range: { since: string | null; until: string | null }) => void;
};

const presets = { 'now-1h': 'hour', 'now-1d': 'day', 'now-7d': 'week', 'now-30d': 'month' } as const;

/** When a change was begun: up to now, or between two moments in the viewer's zone. */
export function WhenFilter({ since, until, onChange }: WhenFilterProps) {
  const t = useTranslations('changes.when');
  const zone = useTimeZone() ?? 'UTC';
  const preset = until === null && since !== null && since in presets ? since : null;
  const [isCustom, setIsCustom] = useState(preset === null && (since !== null || until !== null));
  const shown = isCustom ? 'custom' : (preset ?? '');
  return (
    <>
      <Select
        aria-label={t('label')}
        data-set={shown !== ''}
        onChange={({ target: { value } }) => {
          setIsCustom(value === 'custom');
          if (value !== 'custom') onChange({ since: value || null, until: null });
        }}
        value={shown}
      >
        <option value="">{t('any')}</option>
        {Object.entries(presets).map(([value, name]) => (
          <option key={value} value={value}>
            {t(name)}
          </option>
        ))}
        <option value="custom">{t('custom')}</option>
      </Select>
      {isCustom ? (
        <fieldset className="flex items-center gap-1" title={t('zone', { zone })}>
          <legend className="sr-only">{t('custom')}</legend>
          {(
            [
              ['from', since],
              ['to', until],
            ] as const
          ).map(([end, value]) => (
            <Input
              aria-label={t(end)}
              defaultValue={momentInput(value, zone)}
              key={end}
              onChange={(event) => {
                const ms = fromZonedInput(event.target.value, zone);
                const text = ms === null ? null : String(ms);
                onChange(end === 'from' ? { since: text, until } : { since, until: text });
              }}
              type="datetime-local"
            />
          ))}
        </fieldset>
      ) : null}
    </>
  );
}

function momentInput(text: string | null, zone: string): string {
  const point = text === null ? null : parseTimePoint(text);
  if (point === null) return '';
  return toZonedInput(point.kind === 'at' ? point.ms : Date.now() - point.agoMs, zone).slice(0, 16);
}

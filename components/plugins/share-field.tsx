'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useId } from 'react';
import { Input } from '@/components/ui/input';
import { parsePercent } from './plugin-form-values';
import { nearestStep, shareSteps, stepBeside } from './share-steps';

export type ShareFieldProps = {
  /** The text in the field, in percent. */
  value: string;
  /** It stood on the gateway so: it is shown with its reason, and keeps nobody from another change. */
  isStanding: boolean;
  onChange: (value: string) => void;
};

/** A share of requests: a slider of sensible steps, and a field for any other, in step with each other. */
export function ShareField({ value, isStanding, onChange }: ShareFieldProps) {
  const t = useTranslations('plugins.form');
  const id = useId();
  const fraction = parsePercent(value);
  const isBad = fraction === null;
  const percent = isBad ? 0 : fraction * 100;
  const step = nearestStep(percent);

  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    onChange(String(stepBeside(percent, event.key === 'ArrowUp' ? 1 : -1)));
  };
  return (
    <div>
      <label className="mb-1 block text-muted text-xs" htmlFor={id}>
        {t('fraction')}
      </label>
      <div className="flex items-center gap-3">
        <input
          aria-label={t('fractionSlider')}
          aria-valuetext={isBad ? t('fractionNone') : `${value} %`}
          className="h-6 min-w-0 max-w-72 flex-1 accent-accent"
          max={shareSteps.length - 1}
          min={0}
          onChange={(event) => onChange(String(shareSteps[Number(event.target.value)] ?? 0))}
          step={1}
          type="range"
          value={step}
        />
        <Input
          aria-describedby={isBad ? `${id}-error` : `${id}-help`}
          aria-invalid={isBad}
          autoComplete="off"
          className="w-20 text-right font-mono"
          id={id}
          inputMode="decimal"
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={handleKeyDown}
          value={value}
        />
        <span aria-hidden>%</span>
      </div>
      {isBad ? (
        <p className="mt-1 text-server-error text-xs" id={`${id}-error`} role="alert">
          {t(isStanding ? 'fractionStanding' : 'fractionError')}
        </p>
      ) : (
        <p className="mt-1 text-subtle text-xs" id={`${id}-help`}>
          {percent > 0 && percent < 100
            ? t('fractionMeans', { count: Math.round(100 / percent) })
            : t('fractionEnds', { all: String(percent === 100) })}
        </p>
      )}
    </div>
  );
}

'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { Input } from '@/components/ui/input';
import { bounds, type ReviewValues, readNumber } from './review-values';
import { TimedChoice } from './timed-choice';

export type ReviewOptionsProps = {
  values: ReviewValues;
  onChange: (values: ReviewValues) => void;
  /** How many would be written: one needs no steps. */
  total: number;
  /** What takes something back is not timed. */
  isUndo: boolean;
};

/** How it is written, and for how long it holds. */
export function ReviewOptions({ values, onChange, total, isUndo }: ReviewOptionsProps) {
  const t = useTranslations('changes.review');
  const name = useId();
  const set = (some: Partial<ReviewValues>) => onChange({ ...values, ...some });
  return (
    <>
      {total > 1 ? (
        <fieldset>
          <legend className="mb-1.5 text-muted text-xs">{t('how')}</legend>
          <div className="grid gap-1.5 sm:grid-cols-2">
            {([false, true] as const).map((inSteps) => (
              <label
                className="flex items-start gap-2 rounded-md border px-3 py-2 hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft"
                key={String(inSteps)}
              >
                <input
                  checked={values.inSteps === inSteps}
                  className="mt-1 accent-accent"
                  name={`${name}-how`}
                  onChange={() => set({ inSteps })}
                  type="radio"
                />
                <span>
                  <span className="block font-medium">{t(inSteps ? 'inSteps' : 'atOnce')}</span>
                  <span className="text-muted text-xs">{t(inSteps ? 'inStepsHelp' : 'atOnceHelp')}</span>
                </span>
              </label>
            ))}
          </div>
          {values.inSteps ? (
            <div className="mt-2 space-y-2 border-line-strong border-l-2 pl-3">
              <NumberField
                bound={bounds.wait}
                label={t('wait')}
                onChange={(wait) => set({ wait })}
                value={values.wait}
              />
              <Checkbox
                checked={values.halts}
                label={t('haltOn')}
                onChange={({ target }) => set({ halts: target.checked })}
              />
              {values.halts ? (
                <>
                  <NumberField
                    bound={bounds.haltErrors}
                    label={t('haltErrors')}
                    onChange={(haltErrors) => set({ haltErrors })}
                    value={values.haltErrors}
                  />
                  <NumberField
                    bound={bounds.haltLatency}
                    label={t('haltLatency')}
                    onChange={(haltLatency) => set({ haltLatency })}
                    value={values.haltLatency}
                  />
                  <p className="max-w-prose text-muted text-xs">{t('haltHelp')}</p>
                </>
              ) : null}
            </div>
          ) : null}
        </fieldset>
      ) : null}
      {isUndo ? null : <TimedChoice onChange={(timing) => set({ timing })} timing={values.timing} />}
    </>
  );
}

type NumberFieldProps = {
  label: string;
  value: string;
  bound: { min: number; max: number };
  onChange: (value: string) => void;
};

function NumberField({ label, value, bound, onChange }: NumberFieldProps) {
  const t = useTranslations('changes.review');
  const id = useId();
  const isBad = readNumber(value, bound) === null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <label className="min-w-64 text-xs" htmlFor={id}>
        {label}
      </label>
      <Input
        aria-describedby={isBad ? `${id}-error` : undefined}
        aria-invalid={isBad}
        autoComplete="off"
        className="w-20 text-right font-mono"
        id={id}
        inputMode="decimal"
        onChange={({ target }) => onChange(target.value)}
        value={value}
      />
      {isBad ? (
        <p className="text-server-error text-xs" id={`${id}-error`} role="alert">
          {t('badNumber', { min: bound.min, max: bound.max })}
        </p>
      ) : null}
    </div>
  );
}

'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { type Control, Controller, useWatch } from 'react-hook-form';
import { cn } from '@/components/ui/cn';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { type PluginFormValues, parsePercent, rootSamplers, samplers } from './plugin-form-values';

type Fields = { control: Control<PluginFormValues> };

/** Which requests become traces. */
export function SamplerFields({ control, isUnknown }: Fields & { isUnknown: boolean }) {
  const t = useTranslations('plugins.form');
  const [sampler, root] = useWatch({ control, name: ['sampler', 'root'] });
  return (
    <div className="space-y-3">
      {isUnknown ? <Notice tone="warning">{t('unknownSampler')}</Notice> : null}
      <Choice control={control} label={t('sampler')} name="sampler" options={samplers} />
      {sampler === 'trace_id_ratio' ? <Share control={control} name="percent" /> : null}
      {sampler === 'parent_base' ? (
        <div className="space-y-3 border-line-strong border-l-2 pl-3">
          <Choice control={control} label={t('root')} name="root" options={rootSamplers} />
          {root === 'trace_id_ratio' ? <Share control={control} name="rootPercent" /> : null}
        </div>
      ) : null}
    </div>
  );
}

type ChoiceProps = Fields & { label: string; name: 'sampler' | 'root'; options: typeof samplers | typeof rootSamplers };

function Choice({ control, label, name, options }: ChoiceProps) {
  const t = useTranslations('plugins.form');
  return (
    <Controller
      control={control}
      name={name}
      render={({ field }) => (
        <fieldset>
          <legend className="mb-1 text-muted text-xs">{label}</legend>
          <div className="grid grid-cols-[repeat(auto-fit,minmax(9rem,1fr))] gap-1.5">
            {options.map((option) => (
              <label
                className={cn(
                  'flex min-h-8 items-center gap-2 rounded-md border px-2 py-1 hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft',
                  'has-disabled:opacity-60',
                )}
                key={option}
              >
                <input
                  checked={field.value === option}
                  className="accent-accent"
                  name={field.name}
                  onBlur={field.onBlur}
                  onChange={() => field.onChange(option)}
                  type="radio"
                  value={option}
                />
                {t(`samplers.${option}`)}
              </label>
            ))}
          </div>
          <p className="mt-1 text-subtle text-xs">{t(`samplerHelp.${field.value}`)}</p>
        </fieldset>
      )}
    />
  );
}

function Share({ control, name }: Fields & { name: 'percent' | 'rootPercent' }) {
  const t = useTranslations('plugins.form');
  const id = useId();
  return (
    <Controller
      control={control}
      name={name}
      render={({ field }) => {
        const fraction = parsePercent(field.value);
        const isBad = fraction === null;
        return (
          <div>
            <label className="mb-1 block text-muted text-xs" htmlFor={id}>
              {t('fraction')}
            </label>
            <div className="flex items-center gap-3">
              <input
                aria-label={t('fractionSlider')}
                className="h-6 min-w-0 max-w-72 flex-1 accent-accent"
                max={100}
                min={0}
                onChange={(event) => field.onChange(event.target.value)}
                step={1}
                type="range"
                value={isBad ? 0 : fraction * 100}
              />
              <Input
                aria-describedby={isBad ? `${id}-error` : undefined}
                aria-invalid={isBad}
                autoComplete="off"
                className="w-20 text-right font-mono"
                id={id}
                inputMode="decimal"
                onBlur={field.onBlur}
                onChange={(event) => field.onChange(event.target.value)}
                ref={field.ref}
                value={field.value}
              />
              <span aria-hidden>%</span>
            </div>
            {isBad ? (
              <p className="mt-1 text-server-error text-xs" id={`${id}-error`} role="alert">
                {t('fractionError')}
              </p>
            ) : null}
          </div>
        );
      }}
    />
  );
}

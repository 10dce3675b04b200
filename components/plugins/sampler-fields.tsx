'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { cn } from '@/components/ui/cn';
import { Notice } from '@/components/ui/notice';
import { type PluginFormValues, rootSamplers, samplers } from './plugin-form-values';
import { ShareField } from './share-field';

const samplerKeys = ['sampler', 'percent', 'root', 'rootPercent'] as const;
type SamplerValues = Pick<PluginFormValues, (typeof samplerKeys)[number]>;

export type SamplerFieldsProps = {
  values: SamplerValues;
  /** As the gateway has it. */
  before: SamplerValues;
  onChange: (values: Partial<SamplerValues>) => void;
};

/** Which requests become traces. */
export function SamplerFields({ values, before, onChange }: SamplerFieldsProps) {
  const t = useTranslations('plugins.form');
  const { sampler, percent, root, rootPercent } = values;
  const isSame = samplerKeys.every((key) => before[key] === values[key]);
  return (
    <div className="space-y-3">
      {isKnown(sampler) ? null : <Notice tone="warning">{t('unknownSampler', { name: sampler })}</Notice>}
      <Choice
        label={t('sampler')}
        onChange={(next) => onChange({ sampler: next })}
        options={samplers}
        value={sampler}
      />
      {sampler === 'trace_id_ratio' ? (
        <ShareField isStanding={isSame} onChange={(next) => onChange({ percent: next })} value={percent} />
      ) : null}
      {sampler === 'parent_base' ? (
        <div className="space-y-3 border-line-strong border-l-2 pl-3">
          <Choice label={t('root')} onChange={(next) => onChange({ root: next })} options={rootSamplers} value={root} />
          {root === 'trace_id_ratio' ? (
            <ShareField isStanding={isSame} onChange={(next) => onChange({ rootPercent: next })} value={rootPercent} />
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

type SamplerName = (typeof samplers)[number];

function isKnown(name: string): name is SamplerName {
  return samplers.some((known) => known === name);
}

type ChoiceProps = {
  label: string;
  options: readonly SamplerName[];
  value: string;
  onChange: (value: string) => void;
};

function Choice({ label, options, value, onChange }: ChoiceProps) {
  const t = useTranslations('plugins.form');
  const name = useId();
  return (
    <fieldset>
      <legend className="mb-1 text-muted text-xs">{label}</legend>
      {/* Four in a row or two, never three and a last one alone. */}
      <div className="@container">
        <div className={cn('grid grid-cols-2 gap-1.5', options.length === 4 ? '@2xl:grid-cols-4' : '@sm:grid-cols-3')}>
          {options.map((option) => (
            <label
              className={cn(
                'flex min-h-8 items-center gap-2 rounded-md border px-2 py-1 hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft',
                'has-disabled:opacity-60',
              )}
              key={option}
            >
              <input
                checked={value === option}
                className="accent-accent"
                name={name}
                onChange={() => onChange(option)}
                type="radio"
                value={option}
              />
              {t(`samplers.${option}`)}
            </label>
          ))}
        </div>
      </div>
      {isKnown(value) ? <p className="mt-1 text-subtle text-xs">{t(`samplerHelp.${value}`)}</p> : null}
    </fieldset>
  );
}

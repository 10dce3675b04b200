'use client';

import { Plus, X } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useId } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { labelVariables } from '@/lib/instrumentation/label-variables';
import {
  cardinalityOf,
  type ExtraLabel,
  type LabelledMetric,
  labelFault,
  ownLabels,
  scrapeLabels,
} from '@/lib/instrumentation/metrics';

export type ExtraLabelsProps = {
  metric: LabelledMetric;
  labels: ExtraLabel[];
  /** As the text has them. */
  saved: ExtraLabel[];
  /** Written in a form that is not known here: left alone. */
  isOdd: boolean;
  onChange: (labels: ExtraLabel[]) => void;
};

/** `extra_labels` of one metric: label and variable, each with what it costs. */
export function ExtraLabels({ metric, labels, saved, isOdd, onChange }: ExtraLabelsProps) {
  const t = useTranslations('instrumentation.static.labels');
  const tAll = useTranslations('instrumentation');
  const locale = useLocale();
  const list = useId();
  const set = (index: number, change: Partial<ExtraLabel>) =>
    onChange(labels.map((label, at) => (at === index ? { ...label, ...change } : label)));
  if (isOdd) return null;
  return (
    <fieldset className="space-y-1.5 border-line-strong border-l-2 pl-3" data-metric={metric}>
      <legend className="float-left font-mono text-xs">{metric}</legend>
      <p className="clear-both text-subtle text-xs">{t('own', { labels: ownLabels(metric).join(', ') })}</p>
      {labels.map((entry, index) => {
        const fault = labelFault(metric, labels, index, saved);
        const isNew = entry.label === '' && entry.variable === '';
        const number = index + 1;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place, and its name may be half typed.
          <div key={index}>
            <div className="flex max-w-3xl items-center gap-1.5">
              <Input
                aria-invalid={fault !== null && !isNew}
                aria-label={t('label', { metric, number })}
                autoComplete="off"
                className="w-2/5 font-mono"
                onChange={(event) => set(index, { label: event.target.value })}
                placeholder="upstream_addr"
                spellCheck={false}
                value={entry.label}
              />
              <Input
                aria-invalid={fault === 'variable' && !isNew}
                aria-label={t('variable', { metric, number })}
                autoComplete="off"
                className="flex-1 font-mono"
                list={list}
                onChange={(event) => {
                  const variable = event.target.value;
                  // Most labels are called as their variable is.
                  const isSameName = entry.label === '' || `$${entry.label}` === entry.variable;
                  set(index, { variable, ...(isSameName && { label: variable.replace(/^\$/, '') }) });
                }}
                placeholder="$upstream_addr"
                spellCheck={false}
                value={entry.variable}
              />
              <IconButton
                label={tAll('remove', { name: entry.label || String(number) })}
                onClick={() => onChange(labels.filter((_, at) => at !== index))}
                size="sm"
              >
                <X aria-hidden />
              </IconButton>
            </div>
            {fault && !isNew ? (
              <p className="mt-0.5 text-server-error text-xs" role="alert">
                {t(`faults.${fault}`)}
              </p>
            ) : isNew ? null : (
              <p className="mt-0.5 text-pretty text-subtle text-xs">
                {t(`cost.${cardinalityOf(entry.variable)}`)}
                {entry.variable === '$upstream_addr' ? ` ${t('retries')}` : ''}
                {scrapeLabels.includes(entry.label) ? ` ${t('scrape', { label: entry.label })}` : ''}
              </p>
            )}
          </div>
        );
      })}
      <Button onClick={() => onChange([...labels, { label: '', variable: '' }])} size="sm">
        <Plus aria-hidden />
        {t('add', { metric })}
      </Button>
      <datalist id={list}>
        {labelVariables(locale).map(({ name, about }) => (
          <option key={name} label={about} value={`$${name}`} />
        ))}
      </datalist>
    </fieldset>
  );
}

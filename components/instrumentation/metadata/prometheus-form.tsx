'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { type PrometheusValues, prometheusConfig, prometheusValues } from '@/lib/instrumentation/metadata-form';
import { type MetricName, metricLabels, metricNames, structuralLabels } from '@/lib/instrumentation/metrics';
import { FormActions, type MetadataFormProps } from './form-actions';

/** `plugin_metadata/prometheus`: which labels of each metric carry their value. */
export function PrometheusForm({ config, saved, onEdit, onPreview, ...state }: MetadataFormProps) {
  const t = useTranslations('instrumentation');
  const [typed, setTyped] = useState<PrometheusValues | null>(null);
  const values = typed ?? prometheusValues(config);
  const next = prometheusConfig(values, config);
  const isChanged = JSON.stringify(next) !== JSON.stringify(saved ?? {});
  const toggle = (metric: MetricName, label: string, isCarried: boolean) => {
    const disabled = values[metric].filter((other) => other !== label);
    const changed = { ...values, [metric]: isCarried ? disabled : [...disabled, label] };
    setTyped(changed);
    onEdit(prometheusConfig(changed, config));
  };
  return (
    <form
      aria-label={t('prometheus.title')}
      className="space-y-3"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onPreview(next);
      }}
    >
      <p className="text-pretty text-muted">{t('prometheus.labels')}</p>
      <fieldset className="space-y-3" disabled={state.isBlocked}>
        {metricNames.map((metric) => (
          <fieldset key={metric}>
            <legend className="mb-1 font-mono text-xs">{metric}</legend>
            <div className="grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-x-3">
              {metricLabels[metric].map((label) => {
                const isStructural = structuralLabels[metric].includes(label);
                return (
                  <Checkbox
                    checked={!values[metric].includes(label)}
                    disabled={isStructural}
                    key={label}
                    label={
                      <>
                        <code className="font-mono text-xs">{label}</code>
                        {isStructural ? (
                          <span className="ml-1 text-subtle text-xs">{t('prometheus.structural')}</span>
                        ) : null}
                      </>
                    }
                    onChange={(event) => toggle(metric, label, event.target.checked)}
                  />
                );
              })}
            </div>
          </fieldset>
        ))}
      </fieldset>
      <p className="text-pretty text-subtle text-xs">{t('prometheus.labelsHelp')}</p>
      <FormActions
        {...state}
        canPreview={isChanged}
        isChanged={(typed !== null || config !== saved) && isChanged}
        onDiscard={() => {
          setTyped(null);
          onEdit(null);
        }}
      />
    </form>
  );
}

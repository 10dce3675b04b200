'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { FormActions } from '@/components/plugins/form-actions';
import { Checkbox } from '@/components/ui/checkbox';
import { type PrometheusValues, prometheusConfig, prometheusValues } from '@/lib/instrumentation/metadata-form';
import { isRouteMetric, knownDisablable, structuralLabels } from '@/lib/instrumentation/metrics';
import type { MetadataFormProps } from './metadata-form-props';

/** `plugin_metadata/prometheus`: which labels of each metric carry their value. */
export function PrometheusForm({ config, saved, disablable, onEdit, onPreview, ...state }: MetadataFormProps) {
  const t = useTranslations('instrumentation');
  const [typed, setTyped] = useState<PrometheusValues | null>(null);
  const labelsOf = disablable ?? knownDisablable;
  const values = typed ?? prometheusValues(config, labelsOf);
  const next = prometheusConfig(values, config, labelsOf);
  const isChanged = JSON.stringify(next) !== JSON.stringify(saved ?? {});
  const toggle = (metric: string, label: string, isCarried: boolean) => {
    const disabled = (values[metric] ?? []).filter((other) => other !== label);
    const changed = { ...values, [metric]: isCarried ? disabled : [...disabled, label] };
    setTyped(changed);
    onEdit(prometheusConfig(changed, config, labelsOf));
  };
  const ofRoutes = Object.keys(labelsOf).filter(isRouteMetric);
  const others = Object.keys(labelsOf).filter((metric) => !isRouteMetric(metric));
  const metricLabels = (metric: string) => {
    const structural = isRouteMetric(metric) ? structuralLabels[metric] : [];
    return (
      <fieldset key={metric}>
        <legend className="mb-1 font-mono text-xs">{metric}</legend>
        <div className="grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-x-3">
          {[...structural, ...(labelsOf[metric] ?? [])].map((label) => {
            const isStructural = structural.includes(label);
            return (
              <Checkbox
                checked={!values[metric]?.includes(label)}
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
    );
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
      <div className="space-y-3">
        {ofRoutes.map(metricLabels)}
        {others.length > 0 ? (
          <details>
            <summary className="w-fit text-muted text-xs hover:text-fg">
              {t('furtherMetrics', { count: others.length })}
            </summary>
            <div className="mt-2 space-y-3">{others.map(metricLabels)}</div>
          </details>
        ) : null}
      </div>
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

'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field } from '@/components/instrumentation/field';
import { Checkbox } from '@/components/ui/checkbox';
import { Notice } from '@/components/ui/notice';
import type { GatewayInstrumentation } from '@/lib/instrumentation/dto';
import { isRouteMetric, type LabelledMetric, labelledMetrics, metricNames } from '@/lib/instrumentation/metrics';
import { pluginsWith } from '@/lib/instrumentation/static/plugins-with';
import { exportDefaults, type StaticReading, type StaticWish } from '@/lib/instrumentation/static/settings';
import {
  exportFault,
  type StaticValues,
  staticFaults,
  staticValues,
  toStaticWish,
} from '@/lib/instrumentation/static/static-form';
import { ExtraLabels } from './extra-labels';

export type StaticFormProps = {
  data: GatewayInstrumentation;
  reading: StaticReading;
  /** Told at each change what of the text is to be set; an empty wish while something is not valid. */
  onWish: (wish: StaticWish) => void;
};

const exportFields = ['exportUri', 'exportIp', 'exportPort', 'metricPrefix'] as const;
const ours = ['opentelemetry', 'prometheus'] as const;

/** The keys of a static configuration that this console knows. */
export function StaticForm({ data, reading, onWish }: StaticFormProps) {
  const t = useTranslations('instrumentation.static');
  const tAll = useTranslations('instrumentation');
  const [values, setValues] = useState<StaticValues>(() => staticValues(reading.settings));
  const set = (change: Partial<StaticValues>) => {
    const next = { ...values, ...change };
    setValues(next);
    onWish(staticFaults(next, reading.settings).length > 0 ? {} : toStaticWish(next, reading, data.loaded));
  };
  const { settings, oddities, kind } = reading;
  // What the gateway does not know is shown only where the text names it.
  const others = labelledMetrics.filter(
    (metric) => !isRouteMetric(metric) && (data.disablable?.[metric] || settings.extraLabels[metric].length > 0),
  );
  const labelsOf = (metric: LabelledMetric) => (
    <ExtraLabels
      isOdd={oddities.some((path) => path.endsWith(`metrics.${metric}.extra_labels`))}
      key={metric}
      labels={values.extraLabels[metric]}
      metric={metric}
      onChange={(labels) => set({ extraLabels: { ...values.extraLabels, [metric]: labels } })}
      saved={settings.extraLabels[metric]}
    />
  );
  return (
    <div className="space-y-4">
      <p className="text-subtle text-xs">{t(`kinds.${kind}`)}</p>
      {oddities.length > 0 ? <Notice tone="warning">{t('oddities', { keys: oddities.join(', ') })}</Notice> : null}
      <fieldset className="space-y-1.5">
        <legend className="mb-1 font-medium">{t('plugins.label')}</legend>
        <p className="text-pretty text-muted text-xs">
          {settings.plugins === null
            ? data.loaded === null
              ? t('plugins.unknown')
              : t('plugins.default', { count: data.loaded.length })
            : t('plugins.named', { count: settings.plugins.length })}
        </p>
        {ours.map((plugin) => {
          const isNamed = settings.plugins?.includes(plugin) ?? data.loaded?.includes(plugin) ?? false;
          const canAdd = pluginsWith(reading, [plugin], data.loaded) !== null;
          return (
            <div key={plugin}>
              <Checkbox
                checked={isNamed || values.plugins.includes(plugin)}
                disabled={isNamed || !canAdd}
                label={
                  <>
                    <code className="font-mono text-xs">{plugin}</code>
                    {isNamed ? (
                      <span className="ml-2 text-subtle text-xs">
                        {t(settings.plugins === null ? 'plugins.loaded' : 'plugins.there')}
                      </span>
                    ) : null}
                  </>
                }
                onChange={(event) =>
                  set({
                    plugins: event.target.checked
                      ? [...values.plugins, plugin]
                      : values.plugins.filter((name) => name !== plugin),
                  })
                }
              />
            </div>
          );
        })}
        {settings.plugins === null && values.plugins.length > 0 ? (
          <Notice>{t('plugins.whole', { count: (data.loaded?.length ?? 0) + values.plugins.length })}</Notice>
        ) : null}
      </fieldset>
      <fieldset className="space-y-3">
        <legend className="mb-1 font-medium">{t('labels.title')}</legend>
        <p className="text-pretty text-muted text-xs">{t('labels.intro')}</p>
        {metricNames.map(labelsOf)}
        {others.length > 0 ? (
          <details>
            <summary className="w-fit text-muted text-xs hover:text-fg">
              {tAll('furtherMetrics', { count: others.length })}
            </summary>
            <div className="mt-2 space-y-3">{others.map(labelsOf)}</div>
          </details>
        ) : null}
      </fieldset>
      <fieldset>
        <legend className="mb-1 font-medium">{t('export.title')}</legend>
        {settings.chartExport === null ? null : (
          <div className="mb-2">
            <Checkbox
              checked={values.chartExport}
              disabled={settings.chartExport}
              help={t('export.chartHelp')}
              label={t('export.chart')}
              onChange={(event) => set({ chartExport: event.target.checked })}
            />
          </div>
        )}
        <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
          {exportFields.map((key) => {
            const fault = exportFault(key, values[key]);
            return (
              <Field
                error={fault ? t(`export.faults.${key}`) : undefined}
                help={t(`export.help.${key}`)}
                key={key}
                label={t(`export.${key}`)}
                onChange={(value) => set({ [key]: value })}
                placeholder={String(exportDefaults[key])}
                value={values[key]}
              />
            );
          })}
        </div>
      </fieldset>
    </div>
  );
}

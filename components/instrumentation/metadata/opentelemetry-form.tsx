'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field } from '@/components/instrumentation/field';
import { FormActions } from '@/components/plugins/form-actions';
import { Checkbox } from '@/components/ui/checkbox';
import { Segmented } from '@/components/ui/segmented';
import {
  metadataDefaults,
  type OpentelemetryValues,
  opentelemetryConfig,
  opentelemetryFaults,
  opentelemetryValues,
} from '@/lib/instrumentation/metadata-form';
import { CollectorField } from './collector-field';
import type { MetadataFormProps } from './metadata-form-props';
import { PairList } from './pair-list';

const batchFields = ['maxQueueSize', 'maxExportBatchSize', 'batchTimeoutS', 'inactiveTimeoutS'] as const;

/** `plugin_metadata/opentelemetry`. */
export function OpentelemetryForm({ config, saved, onEdit, onPreview, ...state }: MetadataFormProps) {
  const t = useTranslations('instrumentation');
  /** Null: nothing typed, so the form follows the gateway. */
  const [typed, setTyped] = useState<OpentelemetryValues | null>(null);
  const values = typed ?? opentelemetryValues(config);
  const faults = opentelemetryFaults(values, config);
  const next = opentelemetryConfig(values, config);
  const isChanged = saved === null || JSON.stringify(next) !== JSON.stringify(saved);
  const set = (change: Partial<OpentelemetryValues>) => {
    const changed = { ...values, ...change };
    setTyped(changed);
    onEdit(opentelemetryConfig(changed, config));
  };
  const error = (key: string) => faults[key] && t(`faults.${faults[key]}`);
  return (
    <form
      aria-label={t('opentelemetry.title')}
      className="space-y-3"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (Object.keys(faults).length === 0) onPreview(next);
      }}
    >
      <div className="space-y-3">
        <CollectorField address={values.address} fault={faults.address} onChange={(address) => set({ address })} />
        <Field
          className="max-w-60"
          error={error('timeoutS')}
          inputMode="numeric"
          label={t('opentelemetry.timeoutS')}
          onChange={(timeoutS) => set({ timeoutS })}
          placeholder={String(metadataDefaults.timeoutS)}
          value={values.timeoutS}
        />
        <PairList faults={faults} kind="headers" onChange={(headers) => set({ headers })} pairs={values.headers} />
        <PairList faults={faults} kind="resource" onChange={(resource) => set({ resource })} pairs={values.resource} />
        <details>
          <summary className="w-fit text-muted text-xs hover:text-fg">{t('opentelemetry.batch.label')}</summary>
          <div className="mt-2 space-y-3 border-line-strong border-l-2 pl-3">
            <div className="grid gap-3 sm:grid-cols-2">
              {batchFields.map((key) => (
                <Field
                  error={error(key)}
                  inputMode="decimal"
                  key={key}
                  label={t(`opentelemetry.batch.${key}`)}
                  onChange={(value) => set({ [key]: value })}
                  placeholder={String(metadataDefaults[key])}
                  value={values[key]}
                />
              ))}
            </div>
            <Checkbox
              checked={values.dropOnQueueFull}
              help={t('opentelemetry.batch.dropHelp')}
              label={t('opentelemetry.batch.drop')}
              onChange={(event) => set({ dropOnQueueFull: event.target.checked })}
            />
          </div>
        </details>
        <div>
          <p aria-hidden className="mb-1 text-muted text-xs">
            {t('opentelemetry.traceId')}
          </p>
          <Segmented
            label={t('opentelemetry.traceId')}
            onValueChange={(traceIdSource) => set({ traceIdSource })}
            options={[
              { value: 'random', label: t('opentelemetry.traceIdRandom') },
              { value: 'x-request-id', label: 'X-Request-Id' },
            ]}
            value={values.traceIdSource}
          />
          <p className="mt-1 text-pretty text-subtle text-xs">{t('opentelemetry.traceIdHelp')}</p>
        </div>
        <Checkbox
          checked={values.setNgxVar}
          help={t('opentelemetry.ngxVarHelp')}
          label={t('opentelemetry.ngxVar')}
          onChange={(event) => set({ setNgxVar: event.target.checked })}
        />
      </div>
      <FormActions
        {...state}
        canPreview={isChanged && Object.keys(faults).length === 0}
        isChanged={(typed !== null || config !== saved) && isChanged}
        onDiscard={() => {
          setTyped(null);
          onEdit(null);
        }}
      />
    </form>
  );
}

'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { CodeText } from '@/components/plugins/code/code-side';
import type { CodeReading } from '@/components/plugins/code/read-code';
import { FormActions } from '@/components/plugins/form-actions';
import { Notice } from '@/components/ui/notice';
import { Segmented } from '@/components/ui/segmented';
import { Skeleton } from '@/components/ui/skeleton';
import { isSameValue } from '@/lib/apisix/json-value';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { PluginConfig } from '@/lib/changes/dto';
import type { MetadataFormProps } from './metadata-form-props';
import { OpentelemetryForm } from './opentelemetry-form';
import { PrometheusForm } from './prometheus-form';

/** The editor is large, and not everybody opens it. */
const MetadataCode = dynamic(() => import('./metadata-code').then((module) => module.MetadataCode), {
  ssr: false,
  loading: () => <Skeleton className="h-40 rounded-md" />,
});

export type MetadataFormOptions = Omit<MetadataFormProps, 'config' | 'onEdit' | 'onPreview'> & {
  gatewayId: string;
  plugin: SwitchedPlugin;
  onEdit: () => void;
  /** `before` is what the gateway had when the first thing was typed. */
  onPreview: (before: PluginConfig | null, next: PluginConfig) => void;
};

type Code = CodeText & { reading: CodeReading | null };

/** A metadata object as fields or as text, in step: each side begins with what the other one holds. */
export function MetadataForm({ gatewayId, plugin, onEdit, onPreview, ...form }: MetadataFormOptions) {
  const t = useTranslations('plugins.form');
  /** Kept from the first change on: what others write meanwhile is not undone by what was typed on top of the former. */
  const [start, setStart] = useState<{ saved: PluginConfig | null } | null>(null);
  const { saved } = start ?? form;
  /** What the fields ask for; null: nothing typed. */
  const [next, setNext] = useState<PluginConfig | null>(null);
  /** What was written as text, for the fields to begin with. */
  const [written, setWritten] = useState<PluginConfig | null>(null);
  const [code, setCode] = useState<Code | null>(null);
  const firstFault = code?.reading?.errors.find(({ severity }) => severity === 'error');
  const config = code?.reading?.config ?? null;

  const toSide = (side: 'form' | 'code') => {
    if (side === 'code')
      setCode({
        language: 'json',
        text: `${JSON.stringify(next ?? written ?? saved ?? {}, null, 2)}\n`,
        reading: null,
      });
    // A text that is no configuration stays, and its place is named below.
    else if (!firstFault) {
      if (config) setWritten(config);
      else if (next) setWritten(next);
      setNext(null);
      setCode(null);
    }
  };
  const edit = () => {
    setStart(start ?? { saved });
    onEdit();
  };
  const discard = () => {
    setStart(null);
    setNext(null);
    setWritten(null);
    setCode(null);
    onEdit();
  };
  const preview = (wished: PluginConfig) => onPreview(saved, wished);
  const fields = {
    ...form,
    saved,
    config: written ?? saved,
    onEdit: (edited: PluginConfig | null) => {
      if (edited === null) return discard();
      setNext(edited);
      edit();
    },
    onPreview: preview,
  };
  return (
    <div className="space-y-3">
      <Segmented
        label={t('side')}
        onValueChange={toSide}
        options={[
          { value: 'form', label: t('formSide') },
          { value: 'code', label: t('codeSide') },
        ]}
        value={code ? 'code' : 'form'}
      />
      {code ? (
        <form
          className="space-y-3"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (config && !firstFault) preview(config);
          }}
        >
          <MetadataCode
            gatewayId={gatewayId}
            onChange={(text, reading) => {
              setCode({ ...text, reading });
              if (reading) edit();
            }}
            plugin={plugin}
            {...code}
          />
          {firstFault ? <Notice tone="warning">{t('codeBlocksForm', { line: firstFault.line })}</Notice> : null}
          <FormActions
            {...form}
            canPreview={config !== null && !firstFault && JSON.stringify(config) !== JSON.stringify(saved)}
            isChanged={code.reading !== null || written !== null || next !== null}
            onDiscard={discard}
          />
        </form>
      ) : plugin === 'opentelemetry' ? (
        <OpentelemetryForm {...fields} />
      ) : (
        <PrometheusForm {...fields} />
      )}
      {start && !isSameValue(start.saved, form.saved) ? <Notice>{t('changedMeanwhile')}</Notice> : null}
    </div>
  );
}

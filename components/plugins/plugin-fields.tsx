'use client';

import { useTranslations } from 'next-intl';
import { Checkbox } from '@/components/ui/checkbox';
import { Notice } from '@/components/ui/notice';
import { complaints } from '@/lib/apisix/plugin-complaints';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import { AttributePicker } from './attribute-picker';
import { HeaderAttributes } from './header-attributes';
import { MetaFields } from './meta-fields';
import { valuesOf } from './plugin-form-values';
import { SamplerFields } from './sampler-fields';
import { SeriesLabels } from './series-labels';
import type { PluginDraft } from './use-plugin-draft';

export type PluginFieldsProps = { gatewayId: string; routeId: string; plugin: SwitchedPlugin; draft: PluginDraft };

/** The settings of either plugin, field by field. */
export function PluginFields({ gatewayId, routeId, plugin, draft }: PluginFieldsProps) {
  const t = useTranslations('plugins.form');
  const { values, base, bad, set } = draft;
  return (
    <>
      {plugin === 'opentelemetry' ? (
        <>
          <SamplerFields before={valuesOf(base ?? {})} onChange={set} values={values} />
          <AttributePicker names={values.attributes} onChange={(attributes) => set({ attributes })} />
          <HeaderAttributes names={values.headers} onChange={(headers) => set({ headers })} />
        </>
      ) : (
        <>
          <Checkbox
            checked={values.preferName}
            help={t('preferNameHelp')}
            label={t('preferName')}
            onChange={(event) => set({ preferName: event.target.checked })}
          />
          <SeriesLabels gatewayId={gatewayId} routeId={routeId} />
        </>
      )}
      <MetaFields bad={bad} base={base} onChange={set} plugin={plugin} values={values} />
      <Foreign plugin={plugin} draft={draft} />
    </>
  );
}

/** Keys that no field shows and that do nothing: they stay, and the reader is told. */
function Foreign({ plugin, draft: { base } }: Pick<PluginFieldsProps, 'plugin' | 'draft'>) {
  const t = useTranslations('plugins');
  const found = complaints(plugin, base ?? {}).filter(
    ({ code }) => code === 'unknown_field' || code === 'extra_labels',
  );
  if (found.length === 0) return null;
  return (
    <Notice title={t('form.foreign')} tone="warning">
      <ul>
        {found.map(({ path, code }) => (
          <li key={path.join('.')}>
            <code className="font-mono text-xs">{path.join('.')}</code> {t(`complaint.${code}`)}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

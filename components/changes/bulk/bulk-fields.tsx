'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useId } from 'react';
import { AttributePicker } from '@/components/plugins/attribute-picker';
import { LazyCopyCode } from '@/components/plugins/code/lazy-copy-code';
import { SideChoice } from '@/components/plugins/code/side-choice';
import { HeaderAttributes } from '@/components/plugins/header-attributes';
import { FilterField, PriorityField } from '@/components/plugins/meta-fields';
import {
  type PluginFormValues,
  readSettings,
  type SettingName,
  settingNames,
} from '@/components/plugins/plugin-form-values';
import { SamplerFields } from '@/components/plugins/sampler-fields';
import { Checkbox } from '@/components/ui/checkbox';
import { Notice } from '@/components/ui/notice';
import { Segmented } from '@/components/ui/segmented';
import { refusals } from '@/lib/apisix/plugin-refusals';
import { switchedPlugins } from '@/lib/apisix/plugins-in-force';
import { type BulkValues, initialBulk, withCode, withoutCode, withPlugin, withSetting } from './bulk-wish';

export type BulkFieldsProps = { gatewayId: string; values: BulkValues; onChange: (values: BulkValues) => void };

const wishes = ['onWith', 'onKept', 'off'] as const;

/** Which plugin, and what is wished of it. */
export function BulkFields({ gatewayId, values, onChange }: BulkFieldsProps) {
  const t = useTranslations('changes.bulk');
  const name = useId();
  return (
    <div className="space-y-4">
      <Segmented
        label={t('plugin')}
        onValueChange={(plugin) => onChange(withPlugin(values, plugin))}
        options={switchedPlugins.map((value) => ({ value, label: value }))}
        value={values.plugin}
      />
      <fieldset className="space-y-1.5">
        <legend className="mb-1.5 text-muted text-xs">{t('wish')}</legend>
        {wishes.map((wish) => (
          <label
            className="flex items-start gap-2 rounded-md border px-3 py-2 hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft"
            key={wish}
          >
            <input
              checked={values.wish === wish}
              className="mt-1 accent-accent"
              name={name}
              onChange={() => onChange({ ...values, wish })}
              type="radio"
            />
            <span>
              <span className="block font-medium">{t(wish)}</span>
              <span className="text-muted text-xs">{t(`${wish}Help`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {values.wish === 'onWith' ? <Settings gatewayId={gatewayId} onChange={onChange} values={values} /> : null}
    </div>
  );
}

/** What is set on each route, as fields or as text, in step. */
function Settings(props: BulkFieldsProps) {
  const { gatewayId, values, onChange } = props;
  const t = useTranslations('changes.bulk');
  const { plugin, code } = values;
  const fields = withoutCode(values);
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap items-center gap-2">
        {code ? <span className="text-muted text-xs">{t('codeHelp')}</span> : null}
        <SideChoice
          onChange={(side) => {
            if (side === 'code') onChange(withCode(values));
            // A text that the fields cannot say stays.
            else if (fields) onChange(fields);
          }}
          side={code ? 'code' : 'form'}
        />
      </div>
      {code ? (
        <LazyCopyCode
          code={code.text}
          gatewayId={gatewayId}
          onChange={(text, reading) => onChange({ ...values, code: { text, reading } })}
          plugin={plugin}
          reading={code.reading}
          rules={{
            setsOnly: true,
            complain: (config) => ({ found: refusals(plugin, { state: 'on', config }, null), standing: [] }),
          }}
        />
      ) : (
        <SettingList {...props} />
      )}
      {fields === null ? <Notice tone="warning">{t('codeBlocksFields')}</Notice> : null}
    </div>
  );
}

/** Each setting of the plugin: left as it is on each route, or set on all of them. */
function SettingList({ values, onChange }: BulkFieldsProps) {
  const t = useTranslations('changes.bulk');
  return (
    <fieldset className="divide-y rounded-md border">
      <legend className="sr-only">{t('settings')}</legend>
      {settingNames[values.plugin].map((name) => {
        const isSet = values.sets.includes(name);
        return (
          <div className="space-y-3 px-3 py-2" key={name}>
            <Checkbox
              checked={isSet}
              label={t(`set.${name}`)}
              onChange={({ target }) => onChange(withSetting(values, name, target.checked))}
            />
            {isSet ? (
              <div className="pl-5.5">
                <Setting
                  name={name}
                  onChange={(some) => onChange({ ...values, form: { ...values.form, ...some } })}
                  values={values}
                />
              </div>
            ) : null}
          </div>
        );
      })}
      {values.sets.length === 0 ? (
        <p className="px-3 py-2 text-muted text-xs" role="status">
          {t('nothingSet')}
        </p>
      ) : null}
    </fieldset>
  );
}

type SettingProps = {
  name: SettingName;
  values: BulkValues;
  onChange: (values: Partial<PluginFormValues>) => void;
};

function Setting({ name, values: { plugin, form }, onChange }: SettingProps): ReactNode {
  const t = useTranslations('plugins.form');
  const { bad } = readSettings(form, [name]);
  switch (name) {
    case 'sampler':
      return <SamplerFields before={initialBulk.form} onChange={onChange} values={form} />;
    case 'additional_attributes':
      return <AttributePicker names={form.attributes} onChange={(attributes) => onChange({ attributes })} />;
    case 'additional_header_prefix_attributes':
      return <HeaderAttributes names={form.headers} onChange={(headers) => onChange({ headers })} />;
    case 'prefer_name':
      return (
        <Checkbox
          checked={form.preferName}
          help={t('preferNameHelp')}
          label={t('preferName')}
          onChange={({ target }) => onChange({ preferName: target.checked })}
        />
      );
    case 'priority':
      return <PriorityField bad={bad} onChange={onChange} plugin={plugin} value={form.priority} />;
    case 'filter':
      return <FilterField bad={bad} onChange={onChange} value={form.filter} />;
  }
}

'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useId } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { Input } from '@/components/ui/input';
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import { switchedPlugins } from '@/lib/apisix/plugins-in-force';
import { type BulkValues, bulkRoots, bulkSamplers, readShare } from './bulk-wish';

export type BulkFieldsProps = { values: BulkValues; onChange: (values: BulkValues) => void };

const wishes = ['onWith', 'onKept', 'off'] as const;

/** Which plugin, and what is wished of it. */
export function BulkFields({ values, onChange }: BulkFieldsProps) {
  const t = useTranslations('changes.bulk');
  const form = useTranslations('plugins.form');
  const name = useId();
  const set = (some: Partial<BulkValues>) => onChange({ ...values, ...some });
  return (
    <div className="space-y-4">
      <Segmented
        label={t('plugin')}
        onValueChange={(plugin) => set({ plugin })}
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
              onChange={() => set({ wish })}
              type="radio"
            />
            <span>
              <span className="block font-medium">{t(wish)}</span>
              <span className="text-muted text-xs">{t(`${wish}Help`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {values.wish === 'onWith' && values.plugin === 'opentelemetry' ? (
        <div className="space-y-2">
          <Field label={form('sampler')}>
            {(id) => (
              <Select
                id={id}
                onChange={({ target }) =>
                  set({ sampler: bulkSamplers.find((each) => each === target.value) ?? values.sampler })
                }
                value={values.sampler}
              >
                {bulkSamplers.map((sampler) => (
                  <option key={sampler} value={sampler}>
                    {form(`samplers.${sampler}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          {values.sampler === 'trace_id_ratio' ? (
            <Share onChange={(percent) => set({ percent })} value={values.percent} />
          ) : null}
          {values.sampler === 'parent_base' ? (
            <>
              <Field label={form('root')}>
                {(id) => (
                  <Select
                    id={id}
                    onChange={({ target }) =>
                      set({ root: bulkRoots.find((each) => each === target.value) ?? values.root })
                    }
                    value={values.root}
                  >
                    {bulkRoots.map((root) => (
                      <option key={root} value={root}>
                        {form(`samplers.${root}`)}
                      </option>
                    ))}
                  </Select>
                )}
              </Field>
              {values.root === 'trace_id_ratio' ? (
                <Share onChange={(rootPercent) => set({ rootPercent })} value={values.rootPercent} />
              ) : null}
            </>
          ) : null}
        </div>
      ) : null}
      {values.wish === 'onWith' && values.plugin === 'prometheus' ? (
        <Checkbox
          checked={values.preferName}
          label={form('preferName')}
          onChange={({ target }) => set({ preferName: target.checked })}
        />
      ) : null}
    </div>
  );
}

function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="flex flex-wrap items-center gap-2">
      <label className="min-w-52 text-muted text-xs" htmlFor={id}>
        {label}
      </label>
      {children(id)}
    </div>
  );
}

function Share({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const form = useTranslations('plugins.form');
  const isBad = readShare(value) === null;
  return (
    <Field label={form('fraction')}>
      {(id) => (
        <>
          <Input
            aria-describedby={isBad ? `${id}-error` : undefined}
            aria-invalid={isBad}
            autoComplete="off"
            className="w-20 text-right font-mono"
            id={id}
            inputMode="decimal"
            onChange={({ target }) => onChange(target.value)}
            value={value}
          />
          <span aria-hidden>%</span>
          {isBad ? (
            <p className="text-server-error text-xs" id={`${id}-error`} role="alert">
              {form('fractionError')}
            </p>
          ) : null}
        </>
      )}
    </Field>
  );
}

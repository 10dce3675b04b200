'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { cn } from '@/components/ui/cn';
import { CodeBlock } from '@/components/ui/code-block';
import { fieldClass, Input } from '@/components/ui/input';
import { isRecord, type JsonRecord } from '@/lib/apisix/json-value';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { FieldName, PluginFormValues } from './plugin-form-values';
import { parseFilter } from './plugin-form-values';

/** Which of APISIX's plugins run first: the greater number (apisix/plugins/opentelemetry.lua, prometheus.lua). */
const ownPriority: Record<SwitchedPlugin, string> = { opentelemetry: '12009', prometheus: '500' };
const example = '[["arg_debug", "==", "1"]]';

export type MetaFieldsProps = {
  plugin: SwitchedPlugin;
  values: Pick<PluginFormValues, 'priority' | 'filter'>;
  bad: readonly FieldName[];
  /** The configuration that the fields began with; what is not a field is shown from it. */
  base: JsonRecord | null;
  onChange: (values: Partial<Pick<PluginFormValues, 'priority' | 'filter'>>) => void;
};

/** `_meta`: what APISIX offers for any plugin. `disable` is the switch itself. */
export function MetaFields({ plugin, values, bad, base, onChange }: MetaFieldsProps) {
  const t = useTranslations('plugins.form');
  const meta = isRecord(base?._meta) ? base._meta : {};
  const isSet = values.priority !== '' || values.filter !== '' || meta.pre_function !== undefined;
  return (
    <details open={isSet}>
      <summary className="w-fit text-muted text-xs hover:text-fg">{t('meta')}</summary>
      <div className="mt-2 space-y-3 border-line-strong border-l-2 pl-3">
        <PriorityField bad={bad} onChange={onChange} plugin={plugin} value={values.priority} />
        <FilterField bad={bad} onChange={onChange} value={values.filter} />
        {typeof meta.pre_function === 'string' ? (
          <div>
            <p className="mb-1 text-muted text-xs">{t('preFunction')}</p>
            <CodeBlock code={meta.pre_function} label="_meta.pre_function" language="yaml" />
            <p className="mt-1 text-subtle text-xs">{t('preFunctionHelp')}</p>
          </div>
        ) : null}
      </div>
    </details>
  );
}

type MetaFieldProps = { value: string; bad: readonly FieldName[]; onChange: MetaFieldsProps['onChange'] };

export function PriorityField({ plugin, value, bad, onChange }: MetaFieldProps & { plugin: SwitchedPlugin }) {
  const t = useTranslations('plugins.form');
  const id = useId();
  const isBad = bad.includes('priority');
  return (
    <div>
      <label className="mb-1 block text-muted text-xs" htmlFor={id}>
        {t('priority')}
      </label>
      <Input
        aria-describedby={`${id}-help`}
        aria-invalid={isBad}
        autoComplete="off"
        className="w-28 text-right font-mono"
        id={id}
        inputMode="numeric"
        onChange={(event) => onChange({ priority: event.target.value })}
        placeholder={ownPriority[plugin]}
        value={value}
      />
      <p
        className={cn('mt-1 text-xs', isBad ? 'text-server-error' : 'text-subtle')}
        id={`${id}-help`}
        {...(isBad && { role: 'alert' })}
      >
        {isBad ? t('priorityError') : t('priorityHelp', { own: ownPriority[plugin] })}
      </p>
    </div>
  );
}

export function FilterField({ value, bad, onChange }: MetaFieldProps) {
  const t = useTranslations('plugins.form');
  const id = useId();
  const isBad = bad.includes('filter');
  // One that stands there is not refused, but its fault is told.
  const isOdd = !isBad && value !== '' && parseFilter(value) === null;
  return (
    <div>
      <label className="mb-1 block text-muted text-xs" htmlFor={id}>
        {t('filter')}
      </label>
      <textarea
        aria-describedby={`${id}-help`}
        aria-invalid={isBad || isOdd}
        className={cn(fieldClass, 'block h-auto min-h-14 w-full resize-y py-1 font-mono text-xs')}
        id={id}
        onChange={(event) => onChange({ filter: event.target.value })}
        placeholder={example}
        rows={2}
        spellCheck={false}
        value={value}
      />
      <p
        className={cn('mt-1 text-xs', isBad || isOdd ? 'text-server-error' : 'text-subtle')}
        id={`${id}-help`}
        {...((isBad || isOdd) && { role: 'alert' })}
      >
        {isBad ? t('filterError', { example }) : isOdd ? t('filterStanding') : t('filterHelp')}
      </p>
    </div>
  );
}

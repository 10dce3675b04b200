'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { pluginQueries } from '@/lib/apisix/plugin-queries';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import { CodeSide, type CodeSideProps, type CodeText } from './code-side';
import { type CodeRules, readCode } from './read-code';

export type CopyCodeProps = Pick<CodeSideProps, 'reading' | 'onChange'> & {
  gatewayId: string;
  plugin: SwitchedPlugin;
  code: CodeText;
  /** Beside the plugin's schema. */
  rules: Omit<CodeRules, 'schema'>;
};

/** A copy of a plugin as text, of one route or for many. */
export function CopyCode({ gatewayId, plugin, code, reading, rules, onChange }: CopyCodeProps) {
  const t = useTranslations('plugins.code');
  const { data, error } = useQuery(pluginQueries.schema(gatewayId, plugin));
  const schema = data?.schema ?? null;
  return (
    <CodeSide
      {...code}
      isSchemaUnknown={error !== null || data?.schema === null}
      label={t('label', { plugin })}
      onChange={onChange}
      read={(text, language) => readCode(text, language, { ...rules, schema })}
      reading={reading}
      schema={schema}
    />
  );
}

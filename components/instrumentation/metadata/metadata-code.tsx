'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { CodeSide, type CodeSideProps } from '@/components/plugins/code/code-side';
import { readCode } from '@/components/plugins/code/read-code';
import { pluginQueries } from '@/lib/apisix/plugin-queries';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';

export type MetadataCodeProps = Pick<CodeSideProps, 'text' | 'language' | 'reading' | 'onChange'> & {
  gatewayId: string;
  plugin: SwitchedPlugin;
};

/** A plugin's whole metadata object as text. */
export function MetadataCode({ gatewayId, plugin, ...code }: MetadataCodeProps) {
  const t = useTranslations('instrumentation.form');
  const { data, error } = useQuery(pluginQueries.schema(gatewayId, plugin));
  const schema = data?.metadata ?? null;
  const label = t('codeLabel', { plugin });
  return (
    <CodeSide
      {...code}
      isSchemaUnknown={error !== null || data?.metadata === null}
      label={label}
      read={(text, language) => readCode(text, language, { schema })}
      schema={schema}
    />
  );
}

'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { PluginDraft } from '@/components/plugins/use-plugin-draft';
import { newComplaints } from '@/lib/apisix/plugin-complaints';
import { pluginQueries } from '@/lib/apisix/plugin-queries';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import { CodeSide } from './code-side';
import { readCode } from './read-code';

export type CopyCodeProps = { gatewayId: string; plugin: SwitchedPlugin; draft: PluginDraft };

/** A route's whole copy of a plugin as text. */
export function CopyCode({ gatewayId, plugin, draft }: CopyCodeProps) {
  const t = useTranslations('plugins.code');
  const { data, error } = useQuery(pluginQueries.schema(gatewayId, plugin));
  const schema = data?.schema ?? null;
  return (
    <CodeSide
      {...(draft.code ?? { text: '', language: 'json' })}
      isSchemaUnknown={error !== null || data?.schema === null}
      label={t('label', { plugin })}
      onChange={draft.setCode}
      read={(text, language) =>
        readCode(text, language, { schema, complain: (config) => newComplaints(plugin, config, draft.existing) })
      }
      reading={draft.reading}
      schema={schema}
    />
  );
}

'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useGateway } from '@/components/shell/gateway-context';
import { CodeBlock } from '@/components/ui/code-block';
import { Segmented } from '@/components/ui/segmented';
import { Skeleton } from '@/components/ui/skeleton';
import { apisixQueries } from '@/lib/apisix/queries';

const formats = ['json', 'yaml'] as const;
const formatParam = parseAsStringLiteral(formats).withDefault('json');

/** The route's object as the gateway holds it. */
export function RouteConfig({ routeId }: { routeId: string }) {
  const t = useTranslations('routes.config');
  const { gateway } = useGateway();
  const [format, setFormat] = useQueryState('format', formatParam);
  const { data: detail } = useQuery(apisixQueries.route(gateway.id, routeId));
  const json = detail && JSON.stringify(detail.raw, null, 2);
  const { data: yaml } = useQuery({
    // By what it says: read again, a route that is still the same stays on screen.
    queryKey: ['yaml', json],
    // The library is loaded when YAML is first asked for.
    queryFn: async () => (await import('yaml')).stringify(detail?.raw, { lineWidth: 0 }),
    enabled: format === 'yaml' && json !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const code = format === 'json' ? json : yaml;
  if (code === undefined) return json === undefined ? null : <Skeleton className="m-4 h-96" />;
  return (
    <div className="p-4 max-sm:p-2">
      <CodeBlock
        code={code}
        label={t('title')}
        language={format}
        toolbar={
          <>
            <Segmented
              className="shrink-0"
              label={t('format')}
              onValueChange={(value) => void setFormat(value)}
              options={[
                { value: 'json', label: 'JSON' },
                { value: 'yaml', label: 'YAML' },
              ]}
              value={format}
            />
            <span className="truncate text-subtle text-xs">{t('intro')}</span>
          </>
        }
      />
    </div>
  );
}

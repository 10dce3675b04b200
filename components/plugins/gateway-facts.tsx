'use client';

import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleHelp, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { hrefs } from '@/components/shell/hrefs';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { SentenceGap } from '@/components/ui/sentence-gap';
import { Skeleton } from '@/components/ui/skeleton';
import type { PluginFacts } from '@/lib/apisix/plugin-facts';
import { pluginQueries } from '@/lib/apisix/plugin-queries';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import { readCollectorAddress } from '@/lib/instrumentation/collector-address';
import { exportDefaults } from '@/lib/instrumentation/static/settings';
import { useStaticSettings } from './use-static-settings';

export type GatewayFactsProps = { gatewayId: string; plugin: SwitchedPlugin };

/** What of the whole gateway a route's plugin depends on, and how to mend what is missing. */
export function GatewayFacts({ gatewayId, plugin }: GatewayFactsProps) {
  const t = useTranslations('plugins.facts');
  const { data, error, refetch, isFetching } = useQuery(pluginQueries.facts(gatewayId, plugin));
  return (
    <section
      aria-label={t('titleOf', { plugin })}
      className="rounded-md border bg-sunken px-3 py-2 text-xs"
      data-slot="gateway-facts"
    >
      <div className="mb-1 flex flex-wrap items-baseline gap-x-3">
        <h3 className="text-muted">{t('title')}</h3>
        <Link className="ml-auto text-accent hover:underline" href={hrefs.instrumentation(gatewayId)}>
          {t('link')}
        </Link>
      </div>
      {data ? (
        <ul className="space-y-0.5">
          {plugin === 'opentelemetry' ? (
            <OpentelemetryFacts facts={data} />
          ) : (
            <PrometheusFacts facts={data} gatewayId={gatewayId} />
          )}
        </ul>
      ) : error ? (
        <ProblemPanel onRetry={() => void refetch()} problem={error.problem} retrying={isFetching} />
      ) : (
        <Skeleton className="h-10" />
      )}
    </section>
  );
}

type Tone = 'good' | 'bad' | 'open';
const icons: Record<Tone, ReactNode> = {
  good: <CircleCheck aria-hidden className="text-ok" />,
  bad: <TriangleAlert aria-hidden className="text-client-error" />,
  open: <CircleHelp aria-hidden className="text-subtle" />,
};

function Line({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <li className="flex items-start gap-1.5 [&>svg]:mt-0.5 [&>svg]:size-3.5 [&>svg]:shrink-0" data-tone={tone}>
      {icons[tone]}
      <span className="min-w-0 break-words">{children}</span>
    </li>
  );
}

function Loaded({ facts: { loaded, plugin } }: { facts: PluginFacts }) {
  const t = useTranslations('plugins.facts');
  if (loaded === null) return <Line tone="open">{t('loadedUnknown', { plugin })}</Line>;
  return <Line tone={loaded ? 'good' : 'bad'}>{t(loaded ? 'loaded' : 'notLoaded', { plugin })}</Line>;
}

function OpentelemetryFacts({ facts }: { facts: PluginFacts }) {
  const t = useTranslations('plugins.facts');
  const { metadata, collectorAddress } = facts;
  return (
    <>
      <Loaded facts={facts} />
      {metadata === 'absent' ? <Line tone="bad">{t('noMetadata')}</Line> : null}
      {metadata === 'not_needed' ? <Line tone="open">{t('staticCollector')}</Line> : null}
      {metadata === null ? <Line tone="open">{t('metadataUnknown')}</Line> : null}
      {collectorAddress === null ? null : <Collector address={collectorAddress} />}
    </>
  );
}

function Collector({ address }: { address: string }) {
  const t = useTranslations('plugins.facts');
  const { fault, postsTo, suggestion, isAgent } = readCollectorAddress(address);
  const code = (chunks: ReactNode) => <code className="font-mono">{chunks}</code>;
  return (
    <Line tone={fault ? 'bad' : 'good'}>
      {t.rich('collector', { code, address, url: postsTo })}
      <SentenceGap />
      {fault ? t(`collectorFault.${fault}`) : isAgent ? t('collectorAgent') : null}
      <SentenceGap />
      {fault && suggestion ? t.rich('collectorBetter', { code, address: suggestion }) : null}
    </Line>
  );
}

function PrometheusFacts({ facts, gatewayId }: { facts: PluginFacts; gatewayId: string }) {
  const t = useTranslations('plugins.facts');
  const settings = useStaticSettings(gatewayId);
  const code = (chunks: ReactNode) => <code className="font-mono">{chunks}</code>;
  const isOff = facts.labels?.some(({ labels }) => labels.some(({ disabled }) => disabled)) ?? false;
  const { exportIp, exportPort, exportUri } = exportDefaults;
  const address = `${settings?.exportIp ?? exportIp}:${settings?.exportPort ?? exportPort}`;
  const uri = settings?.exportUri ?? exportUri;
  return (
    <>
      <Loaded facts={facts} />
      {isOff ? <Line tone="open">{t('labelsDisabled')}</Line> : null}
      <Line tone={settings ? 'good' : 'open'}>
        {t.rich(settings ? 'exportKnown' : 'export', { code, address, uri })}
      </Line>
    </>
  );
}

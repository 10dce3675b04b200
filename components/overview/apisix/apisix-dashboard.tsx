'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import { useAnsweredRange } from '@/components/time-range/use-answered-range';
import { useTimeRange } from '@/components/time-range/use-time-range';
import { Card } from '@/components/ui/card';
import { cn } from '@/components/ui/cn';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { useSentenceGap } from '@/components/ui/sentence-gap';
import type { DashboardAnswer, DashboardFilter, DashboardGroup } from '@/lib/prometheus/apisix-dashboard';
import { gatewayMetricQueries } from '@/lib/prometheus/gateway-queries';
import type { GrafanaInfo } from '@/lib/prometheus/grafana';
import { formatDuration } from '@/lib/telemetry/format';
import { type ChartCard, chartCards, sections } from './dashboard-cards';
import { DashboardToolbar } from './dashboard-toolbar';
import { GrafanaPanels } from './grafana-panels';
import { NodeTables } from './node-tables';
import { PanelCard } from './panel-card';
import { PanelEmpty } from './panel-empty';
import { dashboardParams, toDashboardFilter } from './search-params';

export type ApisixDashboardProps = { gatewayId: string; grafana: GrafanaInfo | null };

/** APISIX's own metrics of the whole gateway, panel by panel as its Grafana dashboard has them. */
export function ApisixDashboard({ gatewayId, grafana }: ApisixDashboardProps) {
  const [params, setParams] = useQueryStates(dashboardParams, { history: 'push' });
  const { route, service, consumer, instance } = params;
  const filter = useMemo(
    () => toDashboardFilter({ route, service, consumer, instance }),
    [route, service, consumer, instance],
  );
  const clearFilters = () => void setParams({ route: null, service: null, consumer: null, instance: null });
  return (
    <div className="flex flex-col gap-4 p-4 max-sm:p-2">
      <DashboardToolbar
        filter={filter}
        gatewayId={gatewayId}
        grafana={grafana}
        onClear={clearFilters}
        onFilter={(label, value) => void setParams({ [label]: value })}
        onSource={(panels) => void setParams({ panels })}
        source={params.panels}
      />
      {grafana?.isEmbedded && params.panels === 'grafana' ? (
        <GrafanaPanels filter={filter} grafana={grafana} />
      ) : (
        sections.map((section) => (
          <Section clearFilters={clearFilters} filter={filter} gatewayId={gatewayId} key={section.group} {...section} />
        ))
      )}
    </div>
  );
}

type SectionProps = (typeof sections)[number] & {
  gatewayId: string;
  filter: DashboardFilter;
  clearFilters: () => void;
};

/** Groups whose metrics are of a node: they have no route, service or consumer to narrow them by. */
const ofNodes: readonly DashboardGroup[] = ['connections', 'nodes'];

function Section({ group, charts, gatewayId, filter: chosen, clearFilters }: SectionProps) {
  const t = useTranslations('overview');
  const { range } = useTimeRange();
  const isOfNodes = ofNodes.includes(group);
  const { instance, ...ofRequests } = chosen;
  const filter = isOfNodes ? { ...(instance && { instance }) } : chosen;
  const query = useQuery(gatewayMetricQueries.dashboard({ gatewayId, range, filter }, group));
  const answer = query.data;
  const answeredRange = useAnsweredRange(range, query.isPlaceholderData);
  const retry = { onRetry: () => void query.refetch(), isRetrying: query.isFetching };
  const isFigure = (card: (typeof charts)[number]) => (chartCards[card] as ChartCard).isFigure === true;
  const cards = (of: typeof charts) =>
    of.map((card) => (
      <PanelCard answer={answer} card={card} clearFilters={clearFilters} key={card} range={answeredRange} {...retry} />
    ));
  const figures = charts.filter(isFigure);
  const drawn = charts.filter((card) => !isFigure(card));
  return (
    <section aria-busy={query.isFetching} aria-label={t(`sections.${group}`)} className="flex flex-col gap-2">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h2 className="font-semibold">{t(`sections.${group}`)}</h2>
        {answer ? (
          <Source
            answer={answer}
            isOfNodes={isOfNodes}
            isUnnarrowed={isOfNodes && Object.keys(ofRequests).length > 0}
          />
        ) : null}
      </div>
      {query.error && answer === undefined ? (
        <ProblemPanel onRetry={retry.onRetry} problem={query.error.problem} retrying={query.isFetching} />
      ) : answer && isUnscraped(answer) ? (
        <Card>
          <PanelEmpty clearFilters={clearFilters} reason="not_scraped" />
        </Card>
      ) : (
        <div className={cn('flex flex-col gap-3 transition-opacity', query.isPlaceholderData && 'opacity-50')}>
          {figures.length > 0 ? (
            <div
              className={cn(
                'grid grid-cols-[repeat(auto-fit,minmax(15rem,1fr))] gap-3',
                figures.length === 1 && 'sm:max-w-md',
              )}
            >
              {cards(figures)}
            </div>
          ) : null}
          <div
            className={cn(
              'grid grid-cols-2 items-start gap-3 max-lg:grid-cols-1',
              // Of an odd number the first, which is the whole of what the others split, has a row of its own.
              group !== 'nodes' && drawn.length % 2 === 1 && 'lg:[&>:first-child]:col-span-2',
            )}
          >
            {cards(drawn)}
            {group === 'nodes' ? <NodeTables answer={answer} clearFilters={clearFilters} {...retry} /> : null}
          </div>
        </div>
      )}
    </section>
  );
}

/** Whether one sentence says it for all panels of a group. */
function isUnscraped({ panels }: DashboardAnswer): boolean {
  const found = Object.values(panels);
  return found.length > 0 && found.every((panel) => panel.state === 'empty' && panel.reason === 'not_scraped');
}

type SourceProps = { answer: DashboardAnswer; isOfNodes: boolean; isUnnarrowed: boolean };

/** What one point is: over which time a rate is taken, and how often the gateway is scraped. */
function Source({ answer, isOfNodes, isUnnarrowed }: SourceProps) {
  const t = useTranslations('overview.source');
  const gap = useSentenceGap();
  const seconds = (count: number) => formatDuration(count * 1_000_000);
  return (
    <p className="text-subtle text-xs">
      {isOfNodes ? null : `${t('window', { window: seconds(answer.windowS) })}${gap}`}
      {answer.scrapeS === null ? t('scrapeUnknown') : t('scrape', { scrape: seconds(answer.scrapeS) })}
      {isUnnarrowed ? `${gap}${t('notNarrowed')}` : null}
    </p>
  );
}

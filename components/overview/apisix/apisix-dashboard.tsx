'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import { useCompare } from '@/components/charts/use-compare';
import { type EarlierReach, useEarlier } from '@/components/charts/use-earlier';
import { useAnsweredRange } from '@/components/time-range/use-answered-range';
import { useTimeRange } from '@/components/time-range/use-time-range';
import { Card } from '@/components/ui/card';
import { cn } from '@/components/ui/cn';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { useSentenceGap } from '@/components/ui/sentence-gap';
import type { DashboardAnswer, DashboardFilter, DashboardGroup } from '@/lib/prometheus/apisix-dashboard';
import { gatewayMetricQueries } from '@/lib/prometheus/gateway-queries';
import type { GrafanaInfo } from '@/lib/prometheus/grafana';
import { beginsLateS } from '@/lib/telemetry/compare';
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
  const compare = useCompare(useTimeRange().range);
  const clearFilters = () => void setParams({ route: null, service: null, consumer: null, instance: null });
  return (
    <div className="flex flex-col gap-4 p-4 max-sm:p-2">
      <DashboardToolbar
        compare={compare}
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

/** What is known of an earlier time, by all panels of a group together. */
function reachOf({ panels }: DashboardAnswer): EarlierReach {
  const all = Object.values(panels);
  const drawn = all.flatMap((panel) => (panel.state === 'series' ? [panel] : []));
  const begins = drawn.map((panel) =>
    beginsLateS(
      panel.series.map(({ values }) => values),
      panel,
    ),
  );
  return {
    hasValues: drawn.length > 0,
    beginsS: begins.length === 0 || begins.includes(null) ? null : Math.min(...begins.map(Number)),
    problem: all.flatMap((panel) => (panel.state === 'problem' ? [panel.problem] : []))[0] ?? null,
  };
}

/** The step of a group's panels, which have one range. */
function stepOf(answer: DashboardAnswer | undefined): number | undefined {
  return Object.values(answer?.panels ?? {}).flatMap((panel) => (panel.state === 'series' ? panel.stepS : []))[0];
}

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
  const stepS = stepOf(answer);
  const compare = useCompare(range, stepS);
  // What a node is at the end of a range, its revisions and its space, is no course that an earlier one lies below.
  const { earlier } = group === 'nodes' ? { earlier: null } : compare;
  const earlierQuery = useQuery({
    ...gatewayMetricQueries.dashboard({ gatewayId, range: earlier?.range ?? range, filter }, group),
    enabled: earlier !== null && stepS !== undefined && !query.isPlaceholderData,
  });
  const { before, note } = useEarlier({ earlier }, earlierQuery, reachOf);
  const retry = { onRetry: () => void query.refetch(), isRetrying: query.isFetching };
  const isFigure = (card: (typeof charts)[number]) => (chartCards[card] as ChartCard).isFigure === true;
  const cards = (of: typeof charts) =>
    of.map((card) => (
      <PanelCard
        answer={answer}
        card={card}
        clearFilters={clearFilters}
        earlier={before && earlier ? { ...earlier, answer: before } : null}
        key={card}
        range={answeredRange}
        {...retry}
      />
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
          {note}
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

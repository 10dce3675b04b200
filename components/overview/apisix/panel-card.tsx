'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useMemo } from 'react';
import { ChartSkeleton } from '@/components/charts/chart-skeleton';
import { formatValue } from '@/components/charts/format-value';
import { LazyTimeChart } from '@/components/charts/lazy-time-chart';
import { withBefore } from '@/components/charts/prepare-compare';
import { useTimeRange } from '@/components/time-range/use-time-range';
import { Card } from '@/components/ui/card';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { Sparkline } from '@/components/ui/sparkline';
import { useMoment } from '@/components/ui/use-moment';
import type { QueryRange } from '@/lib/deepflow/queries';
import type { DashboardAnswer, SeriesPanel } from '@/lib/prometheus/apisix-dashboard';
import { absoluteRange } from '@/lib/telemetry/time-range';
import { type ChartCard, type ChartCardKey, chartCards } from './dashboard-cards';
import { PanelEmpty } from './panel-empty';
import { othersKey, prepareCard, type SeriesWords, valueAtEnd } from './prepare-card';

export type EarlierAnswer = { answer: DashboardAnswer; range: QueryRange; shiftS: number; label: string };

export type PanelCardProps = {
  card: ChartCardKey;
  /** Undefined while it is under way. */
  answer: DashboardAnswer | undefined;
  /** Of which range the answer is. */
  range: QueryRange;
  /** The same of an earlier time. */
  earlier: EarlierAnswer | null;
  onRetry: () => void;
  isRetrying: boolean;
  clearFilters: () => void;
};

/** One panel drawn over time, in one of its four states. */
export function PanelCard({ card, answer, range, earlier, onRetry, isRetrying, clearFilters }: PanelCardProps) {
  const t = useTranslations('overview.cards');
  const shape: ChartCard = chartCards[card];
  const panel = answer?.panels[shape.panel];
  const title = t(`${card}.title`);
  if (panel === undefined || answer === undefined)
    return <Card>{shape.isFigure ? <Skeleton className="m-3 h-16" /> : <ChartSkeleton />}</Card>;
  if (panel.state === 'series')
    return shape.isFigure ? (
      <FigureCard about={t(`${card}.about`)} answer={answer} panel={panel} range={range} shape={shape} title={title} />
    ) : (
      <DrawnCard
        about={t(`${card}.about`)}
        answer={answer}
        earlier={earlier}
        panel={panel}
        range={range}
        shape={shape}
        title={title}
      />
    );
  return (
    <TitledCard title={title}>
      {panel.state === 'problem' ? (
        <ProblemPanel className="border-0" onRetry={onRetry} problem={panel.problem} retrying={isRetrying} />
      ) : panel.state === 'empty' ? (
        <PanelEmpty clearFilters={clearFilters} reason={panel.reason} />
      ) : null}
    </TitledCard>
  );
}

/** A card with its title where a chart has it. */
export function TitledCard({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <Card>
      <p className="flex min-h-8 items-baseline gap-2 px-3 pt-2">
        <span className="font-medium">{title}</span>
        {note ? <span className="min-w-0 truncate text-subtle text-xs">{note}</span> : null}
      </p>
      {children}
    </Card>
  );
}

type DrawnProps = {
  title: string;
  about: string;
  shape: ChartCard;
  panel: SeriesPanel;
  range: QueryRange;
  answer: DashboardAnswer;
};

function DrawnCard(props: DrawnProps & Pick<PanelCardProps, 'earlier'>) {
  const { title, about, shape, panel, range, answer, earlier } = props;
  const t = useTranslations('overview');
  const { setRange, undoRange } = useTimeRange();
  const words = useSeriesWords(title);
  const model = useMemo(() => {
    const today = prepareCard(shape, panel, { range, words, routes: answer.routes });
    const then = earlier?.answer.panels[shape.panel];
    if (!earlier || then?.state !== 'series') return today;
    const { series, ...rest } = prepareCard(shape, then, {
      range: earlier.range,
      words,
      routes: earlier.answer.routes,
    });
    // What is left over then is not what is left over now.
    const alike = { ...rest, series: series.filter(({ key }) => key !== othersKey) };
    return withBefore(today, alike, earlier.shiftS, earlier.label);
  }, [shape, panel, range, words, answer.routes, earlier]);
  const cut =
    panel.others === null || shape.isSum
      ? null
      : t(panel.others.values === null ? 'cutOff' : panel.isCut ? 'cutMore' : 'cut', {
          about,
          shown: panel.series.length,
          all: panel.series.length + panel.others.count,
        });
  return (
    <Card>
      <CutBefore panel={panel} />
      <LazyTimeChart
        model={model}
        note={cut ?? about}
        onBack={undoRange}
        onRange={({ fromMs, toMs }) => setRange(absoluteRange(fromMs, toMs))}
        syncKey="apisix"
        title={title}
      />
    </Card>
  );
}

/** The value at the end of the range in large, and beside it how it came to that. */
function FigureCard({ title, about, shape, panel, range, answer }: DrawnProps) {
  const t = useTranslations('overview');
  const words = useSeriesWords(title);
  const values = useMemo(
    () => prepareCard(shape, panel, { range, words, routes: {} }).series[0]?.values ?? [],
    [shape, panel, range, words],
  );
  const value = valueAtEnd(values, panel, answer.scrapeS);
  return (
    <Card aria-label={title} className="flex items-end justify-between gap-3 px-3 py-2">
      <div className="min-w-0">
        <p className="truncate font-medium">{title}</p>
        <p className="font-semibold text-xl tabular-nums" title={value === null ? undefined : String(value)}>
          {formatValue(shape.unit, value)}
        </p>
        <p className="text-subtle text-xs">{about}</p>
        <CutBefore panel={panel} />
      </div>
      <Sparkline className="h-8 w-28 text-accent" label={t('course', { title })} values={values} />
    </Card>
  );
}

/** That the beginning of the range is missing, and the way out. */
function CutBefore({ panel }: { panel: SeriesPanel }) {
  const t = useTranslations('overview');
  const moment = useMoment();
  if (panel.cutBeforeS === null) return null;
  return (
    <p className="px-3 pt-2 text-client-error text-xs">{t('cutBefore', { since: moment(panel.cutBeforeS * 1000) })}</p>
  );
}

function useSeriesWords(single: string): SeriesWords {
  const t = useTranslations('overview');
  return useMemo(
    () => ({
      single,
      without: { route: t('without.route'), service: t('without.service'), consumer: t('without.consumer') },
      others: (count) => t('others', { count }),
    }),
    [t, single],
  );
}

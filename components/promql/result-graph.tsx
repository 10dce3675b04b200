'use client';

import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { ChartSkeleton } from '@/components/charts/chart-skeleton';
import { LazyTimeChart } from '@/components/charts/lazy-time-chart';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { absoluteRange, type TimeRange } from '@/lib/telemetry/time-range';
import { prepareGraph, usualLines } from './prepare-graph';
import type { Answered } from './use-promql';

const graphHeight = 320;

type ResultGraphProps = {
  answered: Answered;
  isStacked: boolean;
  onRange: (range: TimeRange) => void;
  onBack: () => void;
};

/** The series of a range as lines; a drag makes its part of the time the page's range. */
export function ResultGraph({ answered, isStacked, onRange, onBack }: ResultGraphProps) {
  const t = useTranslations('promql.result');
  const [isWhole, setWhole] = useState(false);
  const { answer, input } = answered;
  const graph = useMemo(() => {
    if (answer.kind !== 'range') return null;
    const lines = isWhole ? answer.range.series.length : usualLines;
    return prepareGraph(answer.range, { fromMs: input.from, toMs: input.to, isStacked, lines });
  }, [answer, input, isStacked, isWhole]);
  if (graph === null || answer.kind !== 'range') return null;
  const { series } = answer.range;
  return (
    // While the chart's code is under way its place is as high as a graph's.
    <Card className="*:data-[slot=chart-skeleton]:h-112">
      {series.length > usualLines ? (
        <p className="flex flex-wrap items-center gap-2 px-3 pt-2 text-muted text-xs">
          {graph.hidden > 0 ? t('hiddenLines', { count: usualLines, total: series.length }) : null}
          <Button onClick={() => setWhole(!isWhole)} size="sm">
            {t(isWhole ? 'fewLines' : 'allLines')}
          </Button>
        </p>
      ) : null}
      {graph.isFilledUp ? <p className="px-3 pt-2 text-muted text-xs">{t('filledUp')}</p> : null}
      <LazyTimeChart
        height={graphHeight}
        model={graph.model}
        onBack={onBack}
        onRange={({ fromMs, toMs }) => onRange(absoluteRange(fromMs, toMs))}
        syncKey="promql"
        title={t('title')}
      />
    </Card>
  );
}

/** As high as a graph with its title and a legend of three lines. */
export function GraphSkeleton() {
  return <ChartSkeleton className="h-112" />;
}

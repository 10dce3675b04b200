'use client';

import { useFormatter, useTranslations } from 'next-intl';
import { type ReactNode, useMemo, useState } from 'react';
import { useCallTime } from '@/components/traces/use-call-time';
import { cn } from '@/components/ui/cn';
import { CopyButton } from '@/components/ui/copy-button';
import { EmptyState } from '@/components/ui/empty-state';
import { Segmented } from '@/components/ui/segmented';
import type { PromqlAnswer } from '@/lib/prometheus/dto';
import { formatDuration } from '@/lib/telemetry/format';
import { prepareTable, sortRows, type TableSort, toCsv, toJson } from './prepare-table';
import { ResultGraph } from './result-graph';
import { AnswerNotices } from './result-notices';
import { ResultTable } from './result-table';
import { promqlViews } from './search-params';
import type { Answered, PromqlState } from './use-promql';

type ResultPanelProps = Pick<PromqlState, 'params' | 'setParams' | 'time'> & { answered: Answered; isDimmed: boolean };

/** One answer: as lines or as a table, to be copied either way. */
export function ResultPanel({ answered, isDimmed, params, setParams, time }: ResultPanelProps) {
  const t = useTranslations('promql.result');
  const { answer } = answered;
  const summary = useSummary(answer);
  const [sort, setSort] = useState<TableSort | null>(null);
  const { day, clock } = useCallTime();
  const table = useMemo(
    () => prepareTable(answer, (timeS) => `${day(timeS * 1e6)} ${clock(timeS * 1e6)}`),
    [answer, day, clock],
  );
  const rows = useMemo(() => sortRows(table.rows, sort), [table, sort]);
  const isEmpty = table.rows.length === 0;
  const isGraph = !isEmpty && answer.kind === 'range' && params.view === 'graph';
  return (
    <div className={cn('flex flex-col gap-3 transition-opacity', isDimmed && 'opacity-50')} data-slot="promql-result">
      <div className="flex min-h-7 flex-wrap items-center gap-2">
        {answer.kind === 'range' && !isEmpty ? (
          <Segmented
            label={t('view')}
            onValueChange={(view) => setParams({ view })}
            options={promqlViews.map((value) => ({ value, label: t(value) }))}
            value={params.view}
          />
        ) : null}
        {isGraph ? (
          <Segmented
            label={t('stacking')}
            onValueChange={(next) => setParams({ stacked: next === 'stacked' })}
            options={[
              { value: 'lines', label: t('lines') },
              { value: 'stacked', label: t('stacked') },
            ]}
            value={params.stacked ? 'stacked' : 'lines'}
          />
        ) : null}
        <Summary>{summary}</Summary>
        {isEmpty ? null : (
          <span className="ml-auto flex flex-wrap gap-2">
            <CopyButton label={t('copyJson')} text={() => toJson(answer)} withText />
            <CopyButton label={t('copyCsv')} text={() => toCsv(table, rows)} withText />
          </span>
        )}
      </div>
      <AnswerNotices answer={answer} />
      {isEmpty ? (
        <NoSeries />
      ) : isGraph ? (
        <ResultGraph answered={answered} isStacked={params.stacked} onBack={time.undoRange} onRange={time.setRange} />
      ) : (
        <ResultTable onSort={setSort} rows={rows} sort={sort} table={table} />
      )}
    </div>
  );
}

function Summary({ children }: { children: ReactNode }) {
  return <p className="text-muted text-xs tabular-nums">{children}</p>;
}

function NoSeries() {
  const t = useTranslations('promql.empty');
  return <EmptyState title={t('title')}>{t('text')}</EmptyState>;
}

/** What an answer is in a few words: how many series, and of which times. */
export function useSummary(answer: PromqlAnswer): string {
  const t = useTranslations('promql.result');
  const format = useFormatter();
  if (answer.kind === 'range') {
    const step = formatDuration(answer.range.stepS * 1e6);
    return `${t('series', { count: answer.range.series.length })} · ${t('step', { step })}`;
  }
  const at = format.dateTime(answer.atS * 1000, { dateStyle: 'medium', timeStyle: 'medium' });
  return `${t('samples', { count: answer.samples.length })} · ${t('at', { time: at })}`;
}

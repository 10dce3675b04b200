'use client';

import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { useQueryStates } from 'nuqs';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { keepTimeRange, timeRangeParams } from '@/components/time-range/time-range-params';
import { useAnsweredRange } from '@/components/time-range/use-answered-range';
import { useTimeRange } from '@/components/time-range/use-time-range';
import { HollowMark } from '@/components/traces/call-marks';
import { Button } from '@/components/ui/button';
import { useProblemWords } from '@/components/ui/problem-words';
import { useMoment } from '@/components/ui/use-moment';
import type { RouteListPage } from '@/lib/apisix/dto';
import type { NumbersOfRoutes } from '@/lib/deepflow/gateway-numbers';
import { numberQueries } from '@/lib/deepflow/number-queries';
import type { Problem } from '@/lib/http/problem';
import { isAhead } from '@/lib/telemetry/time-range';
import { numberCells } from './number-cell';
import type { RouteNumbersView } from './numbers-context';

export type RouteNumbersProps = {
  gatewayId: string;
  /** The windows of the list that are on screen. */
  pages: readonly RouteListPage[];
  /** The list is asked to sort by numbers, and has none. */
  isUnsorted: boolean;
  onChange: (view: RouteNumbersView) => void;
  /** The time range was read anew, by hand or by interval. */
  onRefresh: () => void;
};

/** What one request may ask for. */
const mostRoutes = 500;

/** Reads the numbers of the routes on screen, once for all of them, and says in one line what they are made of. */
export function RouteNumbers({ gatewayId, pages, isUnsorted, onChange, onRefresh }: RouteNumbersProps) {
  const { range } = useTimeRange();
  const timeSearch = useTimeSearch();
  const routeIds = useMemo(() => pages.flatMap(({ rows }) => rows.map(({ id }) => id)).slice(0, mostRoutes), [pages]);
  const query = useQuery(numberQueries.routes(gatewayId, range, routeIds));
  const { data = null, error, isFetching, isPlaceholderData, refetch } = query;
  // Through an error the rows keep the order of the last numbers.
  const [last, setLast] = useState({ gatewayId, reading: null as string | null });
  const read = data && `${data.range.fromMs}-${data.range.toMs}`;
  if (last.gatewayId !== gatewayId || (read && last.reading !== read)) setLast({ gatewayId, reading: read });
  const reading = read ?? (error && last.gatewayId === gatewayId ? last.reading : null);

  const isPending = isFetching || range.tickMs === 0;
  // Of the same range, asked for with other rows: what is there holds.
  const answered = useAnsweredRange(range, isPlaceholderData);
  const isOld = answered.fromMs !== range.fromMs || answered.toMs !== range.toMs;
  const view = useMemo<RouteNumbersView>(
    () => ({
      reading,
      timeSearch,
      cell: numberCells(data, isPending, isOld),
    }),
    [data, reading, isPending, isOld, timeSearch],
  );
  useEffect(() => onChange(view), [view, onChange]);

  const shownTick = useRef(range.tickMs);
  useEffect(() => {
    if (shownTick.current === range.tickMs) return;
    if (shownTick.current > 0) onRefresh();
    shownTick.current = range.tickMs;
  }, [range.tickMs, onRefresh]);

  if (error)
    return (
      <Failed isRetrying={isFetching} isUnsorted={isUnsorted} onRetry={() => void refetch()} problem={error.problem} />
    );
  return <Basis data={data} isUnsorted={isUnsorted} />;
}

function useTimeSearch(): string {
  const [{ from, to, refresh }] = useQueryStates(timeRangeParams);
  const chosen: Record<string, string | null> = { from, to, refresh: refresh === 'off' ? null : refresh };
  return keepTimeRange('', { get: (name) => chosen[name] ?? null });
}

function Line({ children }: { children: ReactNode }) {
  return (
    <p
      className="flex min-w-0 items-center gap-x-3 overflow-hidden whitespace-nowrap text-subtle text-xs"
      data-slot="route-numbers"
      role="status"
    >
      {children}
    </p>
  );
}

type FailedProps = { problem: Problem; onRetry: () => void; isRetrying: boolean; isUnsorted: boolean };

function Failed({ problem, onRetry, isRetrying, isUnsorted }: FailedProps) {
  const t = useTranslations('routes.numbers');
  const retry = useTranslations('problems')('retry');
  const { title, todo } = useProblemWords(problem);
  return (
    <Line>
      <TriangleAlert aria-hidden className="size-3.5 shrink-0 text-client-error" />
      <span className="truncate text-fg" title={problem.detail ?? todo}>
        {t('failed', { problem: title.replace(/[.。]$/, '') })}
      </span>
      {isUnsorted ? <strong className="font-medium text-fg">{t('unsorted')}</strong> : null}
      <Button disabled={isRetrying} onClick={onRetry} size="sm" variant="ghost">
        {retry}
      </Button>
    </Line>
  );
}

function Basis({ data, isUnsorted }: { data: NumbersOfRoutes | null; isUnsorted: boolean }) {
  const t = useTranslations('routes.numbers');
  const legend = useTranslations('traces.legend');
  const source = useTranslations('metrics.source');
  const time = useTimeFormat();
  const moment = useMoment();
  const { range } = useTimeRange();
  if (!data) return <Line>{isUnsorted ? t('unsorted') : t('reading')}</Line>;
  if (data.notices.includes('not_kept')) return <Line>{t('notKept')}</Line>;
  if (!data.isObserved) return <Line>{t(isAhead(data.range, range.tickMs) ? 'ahead' : 'unobserved')}</Line>;
  const { cut, keptFromS, completeToS, routes } = data;
  return (
    <Line>
      {isUnsorted ? <strong className="font-medium text-fg">{t('unsorted')}</strong> : null}
      {cut ? (
        <strong className="font-medium text-client-error">{t('cut', { since: time.format(cut.sinceS * 1000) })}</strong>
      ) : null}
      <span className="truncate">{t('from', { source: source(data.source) })}</span>
      {keptFromS === null ? null : <span>{t('kept', { time: moment(keptFromS * 1000) })}</span>}
      {completeToS === null ? null : <span>{t('incomplete', { time: time.format(completeToS * 1000) })}</span>}
      {routes.some(({ attributed }) => attributed.computed > 0) ? (
        <span>
          <span className="font-mono">~</span> {legend('computed')}
        </span>
      ) : null}
      {routes.some(({ attributed }) => attributed.ambiguous > 0) ? (
        <span className="inline-flex items-center gap-1">
          <HollowMark count="2" /> {legend('ambiguous')}
        </span>
      ) : null}
    </Line>
  );
}

function useTimeFormat(): Intl.DateTimeFormat {
  const locale = useLocale();
  const timeZone = useTimeZone();
  const form = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat(locale, { ...form, ...(timeZone === undefined ? {} : { timeZone }) });
}

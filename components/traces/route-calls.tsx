'use client';

import type { Route } from 'next';
import { useRouter, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { hrefs } from '@/components/shell/hrefs';
import { usePageShortcuts } from '@/components/shell/page-shortcuts';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import type { Selection } from '@/lib/deepflow/distribution';
import type { Call } from '@/lib/deepflow/dto';
import { absoluteRange } from '@/lib/telemetry/time-range';
import { type CallColumnKey, useCallColumns } from './call-columns';
import { CompareBar, useComparedCalls, useMarkColumn } from './call-compare';
import { CallFilters } from './call-filters';
import { CallLegend } from './call-legend';
import { CallList } from './call-list';
import { CallNotices } from './call-notices';
import { callsKeys } from './calls-keys';
import { RouteDistribution } from './distribution/route-distribution';
import { useDistribution, useSelection } from './distribution/use-distribution';
import { useRankColumn } from './distribution/use-rank-column';
import { FileLink } from './file/file-link';
import { recallPlace, rememberList, rememberPlace } from './list-memory';
import { isFiltered } from './search-params';
import { useCallFilter, useCalls } from './use-calls';

const shown: CallColumnKey[] = [
  'time',
  'outcome',
  'method',
  'host',
  'path',
  'duration',
  'response',
  'kinds',
  'attribution',
  'client',
];

/** The traces tab of a route: how long its calls took, and the calls, newest first; one of them opens its trace. */
export function RouteCalls({ gatewayId, routeId }: { gatewayId: string; routeId: string }) {
  const t = useTranslations('traces');
  const router = useRouter();
  const search = useSearchParams();
  const { filter } = useCallFilter();
  const { selection, isOutside, setSelection, isFolded, setFolded } = useSelection();
  const distribution = useDistribution(gatewayId, routeId, { filter, selection });
  const selected = useCalls(gatewayId, routeId, selection);
  const calls = {
    ...selected,
    clearFilters: () => {
      setSelection(null);
      return selected.clearFilters();
    },
  };
  const compared = useComparedCalls();
  useCallsShortcuts();
  useEffect(() => {
    rememberList(hrefs.route(gatewayId, routeId, 'traces'), search.toString());
  }, [gatewayId, routeId, search]);
  const [selectedId, setSelectedId] = useState(() => recallPlace(calls.placeKey)?.selectedId ?? null);

  const traceHref = useCallback(
    (call: Call) => keepTimeRange(hrefs.trace(gatewayId, call.id), search, { route: routeId }),
    [gatewayId, routeId, search],
  );
  const select = useCallback(
    (call: Call) => {
      setSelectedId(call.id);
      rememberPlace(calls.placeKey, { selectedId: call.id });
    },
    [calls.placeKey],
  );
  const handleOpen = useCallback(
    (call: Call) => {
      select(call);
      router.push(traceHref(call) as Route);
    },
    [router, select, traceHref],
  );
  const columns = useCallColumns({
    withDay: calls.range.toMs - calls.range.fromMs > 20 * 3_600_000,
    atMs: calls.range.toMs,
    traceHref,
    withBars: true,
  });
  const mark = useMarkColumn(compared);
  const rank = useRankColumn(distribution.picture.data, { isFiltered: isFiltered(filter), chosen: calls.chosen });
  const picked = useMemo(
    () => [mark, ...shown.flatMap((key) => (key === 'duration' ? [columns[key], rank] : [columns[key]]))],
    [columns, mark, rank],
  );
  const zoom = ({ t0, t1 }: Selection) => {
    setSelection(null);
    calls.setRange(absoluteRange(t0, t1));
  };
  const compareHref = (first: string, second: string) =>
    keepTimeRange(hrefs.compareTraces(gatewayId, first, second), search, { route: routeId });
  return (
    <div className="flex h-full min-h-fit flex-col" data-slot="route-calls">
      <div className="flex flex-col gap-2 border-b px-4 py-2 max-sm:px-2">
        <CallFilters
          onChange={calls.setFilters}
          onDeselect={() => setSelection(null)}
          selection={isFolded ? selection : null}
          values={calls.values}
        >
          <FileLink gatewayId={gatewayId} />
          <CompareBar hrefOf={compareHref} marked={compared.marked} onClear={compared.clear} />
        </CallFilters>
        {calls.calls.length > 0 ? <CallNotices notices={calls.notices} /> : null}
      </div>
      <RouteDistribution
        {...distribution}
        filter={filter}
        isFolded={isFolded}
        isOutside={isOutside}
        onFilter={(values) => calls.setFilters(values, { history: 'push' })}
        onFold={setFolded}
        onSelect={setSelection}
        onZoom={zoom}
        selection={selection}
        values={calls.values}
      />
      <div className="flex min-h-72 flex-1 flex-col" data-slot="call-list">
        <CallList
          calls={calls}
          columns={picked}
          gatewayId={gatewayId}
          label={t('list.label')}
          minWidthRem={77}
          onMark={compared.toggle}
          onOpen={handleOpen}
          onPick={handleOpen}
          onSelect={select}
          routeId={routeId}
          rowHeight={32}
          withFile
          selectedId={selectedId}
        />
      </div>
      <footer className="border-t px-4 py-1.5 max-sm:px-2">
        <CallLegend />
      </footer>
    </div>
  );
}

function useCallsShortcuts(): void {
  const t = useTranslations('distribution.help');
  const listed = useMemo(
    () => ({
      title: t('title'),
      shortcuts: callsKeys.map(({ action, keys }) => ({ keys, text: t(action) })),
    }),
    [t],
  );
  usePageShortcuts(listed);
}

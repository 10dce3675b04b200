'use client';

import type { Route } from 'next';
import { useRouter, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useQueryStates } from 'nuqs';
import { useCallback, useMemo } from 'react';
import { hrefs } from '@/components/shell/hrefs';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import { useCallColumns } from '@/components/traces/call-columns';
import { CallFilters } from '@/components/traces/call-filters';
import { CallLegend } from '@/components/traces/call-legend';
import { CallList } from '@/components/traces/call-list';
import { CallNotices } from '@/components/traces/call-notices';
import { useSelection } from '@/components/traces/distribution/use-distribution';
import { useCalls } from '@/components/traces/use-calls';
import type { Call } from '@/lib/deepflow/dto';
import { CallPane } from './call-pane';
import { ColumnMenu } from './column-menu';
import { logParams, pickColumns } from './search-params';

const rowHeight = 24;
const remPx = 16;

/** The logs tab of a route: its calls as dense lines, and every field of the one that is selected. */
export function RouteLogs({ gatewayId, routeId }: { gatewayId: string; routeId: string }) {
  const t = useTranslations('logs');
  const router = useRouter();
  const search = useSearchParams();
  const { selection, setSelection } = useSelection();
  const narrowed = useCalls(gatewayId, routeId, selection);
  const calls = {
    ...narrowed,
    clearFilters: () => {
      setSelection(null);
      return narrowed.clearFilters();
    },
  };
  const [params, setParams] = useQueryStates(logParams);
  const { call: selectedId, columns: chosen } = params;

  const hrefOf = useCallback(
    (callId: string) => keepTimeRange(hrefs.trace(gatewayId, callId), search, { route: routeId }),
    [gatewayId, routeId, search],
  );
  const traceHref = useCallback((call: Call) => hrefOf(call.id), [hrefOf]);
  const columns = useCallColumns({
    withDay: calls.range.toMs - calls.range.fromMs > 20 * 3_600_000,
    atMs: calls.range.toMs,
    traceHref,
    withBars: false,
  });
  const picked = useMemo(() => pickColumns(chosen).map((key) => columns[key]), [chosen, columns]);
  const minWidthRem = useMemo(() => picked.reduce((sum, column) => sum + leastRem(column.track), 0), [picked]);
  const select = useCallback((call: Call) => setParams({ call: call.id }), [setParams]);
  const close = useCallback(() => setParams({ call: null }), [setParams]);
  const selected = calls.calls.find((call) => call.id === selectedId) ?? null;
  return (
    <div className="flex h-full min-h-96" data-slot="route-logs">
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="flex flex-col gap-2 border-b px-4 py-2 max-sm:px-2">
          <CallFilters
            onChange={calls.setFilters}
            onDeselect={() => setSelection(null)}
            selection={selection}
            values={calls.values}
          >
            <ColumnMenu chosen={chosen} onChange={(next) => setParams({ columns: next })} />
          </CallFilters>
          {calls.calls.length > 0 ? <CallNotices notices={calls.notices} /> : null}
        </div>
        <CallList
          calls={calls}
          columns={picked}
          gatewayId={gatewayId}
          label={t('label')}
          minWidthRem={minWidthRem}
          onOpen={(call) => router.push(traceHref(call) as Route)}
          onPick={select}
          onSelect={select}
          routeId={routeId}
          rowHeight={rowHeight}
          selectedId={selectedId}
        />
        <footer className="flex flex-wrap justify-between gap-x-6 gap-y-1 border-t px-4 py-1.5 max-sm:px-2">
          {chosen.includes('attribution') || chosen.includes('kinds') ? <CallLegend /> : null}
          <p className="text-subtle text-xs max-md:hidden">{t('hint')}</p>
        </footer>
      </div>
      {selectedId === null ? null : (
        <CallPane
          call={selected}
          callId={selectedId}
          gatewayId={gatewayId}
          onClose={close}
          traceHref={hrefOf(selectedId)}
        />
      )}
    </div>
  );
}

/** The least width of a grid track in rem: its first length. */
function leastRem(track: string): number {
  const length = /([\d.]+)(rem|px)/.exec(track);
  return length ? Number(length[1]) / (length[2] === 'px' ? remPx : 1) : 0;
}

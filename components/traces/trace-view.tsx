'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { memo, useCallback, useDeferredValue, useEffect, useMemo, useRef } from 'react';
import { useChartPalette } from '@/components/charts/use-chart-palette';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Later } from '@/components/ui/later';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import type { TraceEngine } from '@/lib/telemetry/trace/engine';
import { traceStats } from '@/lib/telemetry/trace/trace-stats';
import type { HopPathProps } from './hops/hop-path';
import { ColourLegend } from './timeline/colour-legend';
import { timelinePalette } from './timeline/frame-look';
import { HopsFold } from './timeline/hops-fold';
import { Minimap, MinimapRoom } from './timeline/minimap';
import { TraceActions } from './timeline/trace-actions';
import { TraceToolbar } from './timeline/trace-toolbar';
import { UpperArea } from './timeline/upper-area';
import { useTimelineKeys } from './timeline/use-timeline-keys';
import { useTraceState } from './timeline/use-trace-state';
import { Waterfall } from './timeline/waterfall';
import { TraceHeader } from './trace-header';
import { TraceNotices } from './trace-notices';

// Not part of the page's first load: the way arrives while the trace is read, the rest when it is asked for. None without a
// boundary of its own, which `ssr: false` makes: the page would be hidden while one loads, and lose the focus.
const loadHopPath = () => import('./hops/hop-path').then((part) => part.HopPath);
// As high as the way, whose head takes two lines where it is narrow.
const hopRoom = (
  <div className="@container">
    <div className="h-23.5 @max-7xl:h-29.5 max-sm:h-35!" />
  </div>
);
const HopPath = dynamic(loadHopPath, { loading: () => hopRoom });
const ComparePicker = dynamic(() => import('./compare/compare-picker').then((part) => part.ComparePicker), {
  ssr: false,
});
const HoverCard = dynamic(() => import('./timeline/hover-card').then((part) => part.HoverCard), { ssr: false });
const loadSelectedGaps = () => import('./timeline/selected-gaps').then((part) => part.SelectedGaps);
const SelectedGaps = dynamic(loadSelectedGaps, { ssr: false });
const SpanDetails = dynamic(() => import('./span/span-details').then((part) => part.SpanDetails), { ssr: false });

/** Loads, while a trace is waited for, what its picture needs besides this. */
export function prepareTraceView(): void {
  // Without them the view is what fails, and says so.
  loadHopPath().catch(() => undefined);
  // It takes room below the tree, which a selection must not wait for.
  loadSelectedGaps().catch(() => undefined);
}

export type TraceViewProps = {
  gatewayId: string;
  opened: OpenedTrace;
  engine: TraceEngine;
  routeId: string | null;
  /** The tree takes the focus that nothing has: what had it went away with the trace that this one is put in place of. */
  takesFocus?: boolean;
};

/** A trace that has spans: head, way, tools, flame graph and tree in step, and the details of one span. */
export function TraceView({ gatewayId, opened, engine, routeId, takesFocus = false }: TraceViewProps) {
  const t = useTranslations('timeline');
  const state = useTraceState(opened, engine);
  const chart = useChartPalette();
  const palette = useMemo(() => timelinePalette(chart), [chart]);
  const stats = useMemo(() => traceStats(opened), [opened]);
  const tree = useRef<HTMLDivElement>(null);
  const searchField = useRef<HTMLInputElement>(null);
  useTimelineKeys(state, tree, searchField);
  const { open, scene, lostFolds, pick } = state;
  useEffect(() => {
    if (takesFocus && document.activeElement === document.body) tree.current?.focus({ preventScroll: true });
  }, [takesFocus]);
  const wasIdle = useRef(false);
  const cursor = useRef(state.cursor);
  useEffect(() => {
    cursor.current = state.cursor;
  });
  const handleFault = useCallback(() => pick(nextFault(opened.columns.fault, cursor.current)), [pick, opened]);
  const actions = useMemo(
    () => (
      <>
        {opened.callId === null || routeId === null ? null : (
          <ComparePicker callId={opened.callId} gatewayId={gatewayId} routeId={routeId} />
        )}
        <TraceActions engine={engine} lostFolds={lostFolds} opened={opened} />
      </>
    ),
    [opened, engine, gatewayId, routeId, lostFolds],
  );
  return (
    <div className="flex min-h-0 flex-1">
      <div className="flex min-w-0 flex-1 flex-col max-sm:overflow-y-auto">
        <div className="@container flex shrink-0 flex-col gap-2 border-b px-4 py-2.5 max-sm:px-2">
          <TraceHeader
            actions={actions}
            gatewayId={gatewayId}
            onFault={handleFault}
            opened={opened}
            routeId={routeId}
            stats={stats}
          />
          <TraceNotices isFile={opened.callId === null} notices={opened.notices} />
          <ColourLegend state={scene} stats={stats} />
          <TraceToolbar searchField={searchField} state={state} stats={stats} />
        </div>
        <HopsFold isOpen={state.params.hops} onToggle={(hops) => state.set({ hops })}>
          <Later room={hopRoom} wasIdle={wasIdle}>
            <HopsOfSelected
              cursor={state.cursor}
              engine={engine}
              gatewayId={gatewayId}
              onSelect={pick}
              opened={opened}
            />
          </Later>
        </HopsFold>
        <Later room={<MinimapRoom />} wasIdle={wasIdle}>
          <Minimap palette={palette} state={scene} title={t('minimapHint')} />
        </Later>
        <UpperArea palette={palette} state={state} wasIdle={wasIdle} />
        {/* Above the tree, which stays: with it the keys that took its rows away would lose the focus. */}
        <div role="status">
          {state.rows.index.length === 0 ? (
            <EmptyState action={<Button onClick={state.showAll}>{t('showAll')}</Button>} title={t('allHidden')}>
              {t('allHiddenText')}
            </EmptyState>
          ) : null}
        </div>
        <Waterfall palette={palette} ref={tree} state={state} />
        {open < 0 && state.cursor >= 0 ? <SelectedGaps state={state} /> : null}
      </div>
      {open < 0 ? null : (
        <SpanDetails
          colour={opened.columns.service[open] === -1 ? undefined : state.colours.get(serviceIdOf(opened, open))}
          engine={engine}
          gatewayId={gatewayId}
          index={open}
          onClose={() => {
            // The pane takes the focus with it unless something that stays has it.
            const isInside = document.activeElement?.closest('aside') != null;
            state.close();
            if (isInside || document.activeElement === document.body) tree.current?.focus({ preventScroll: true });
          }}
          onSelect={pick}
          opened={opened}
          routeId={routeId}
        />
      )}
      <HoverCard state={scene} />
    </div>
  );
}

/** The way follows the keys a moment later: a step through the rows does not wait for it. */
const HopsOfSelected = memo(function HopsOfSelected({
  cursor,
  ...rest
}: Omit<HopPathProps, 'selected'> & { cursor: number }) {
  return <HopPath {...rest} selected={useDeferredValue(cursor)} />;
});

/** The next span after this one, around the end, that does not fit; -1: all do. */
function nextFault(fault: OpenedTrace['columns']['fault'], after: number): number {
  const next = fault.findIndex((bits, at) => at > after && bits !== 0);
  return next >= 0 ? next : fault.findIndex((bits) => bits !== 0);
}

function serviceIdOf({ columns, tables }: OpenedTrace, index: number): string {
  return tables.services[columns.service[index] ?? -1]?.id ?? '';
}

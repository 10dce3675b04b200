'use client';

import { useQueryStates } from 'nuqs';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { reveal, TimeView } from '@/components/charts/flame/time-view';
import { traceParams } from '@/components/traces/trace-params';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import type { TraceEngine } from '@/lib/telemetry/trace/engine';
import { ancestorsOf, type RowFilter, rowOf, visibleRows, wantedSpans } from '@/lib/telemetry/trace/visible-rows';
import { criticalParts } from './critical-parts';
import { colourSpans, fixedLook, serviceColours } from './frame-look';
import { Pointer } from './pointer';
import { useSpanWords } from './span-words';
import { useFolding } from './use-folding';
import { useTraceSearch } from './use-trace-search';

/**
 * What of a trace is on screen: filters, folding, search, zoom, the row the keys are at and the open span. `scene` is all
 * but that row, and another object only when something of it changes: most of the page does not follow the keys.
 */
export function useTraceState(opened: OpenedTrace, engine: TraceEngine) {
  const [params, setParams] = useQueryStates(traceParams);
  const { columns, tables } = opened;
  const folding = useFolding(opened);
  const { folded, unfold } = folding;
  const [cursor, setCursor] = useState(() => (params.span === null ? -1 : tables.ids.indexOf(params.span)));
  const open = useMemo(() => (params.span === null ? -1 : tables.ids.indexOf(params.span)), [tables, params.span]);

  // A trace that is read anew may have other spans at the same places.
  const [seen, setSeen] = useState({ tables, span: params.span });
  if (seen.tables !== tables || seen.span !== params.span) {
    setSeen({ tables, span: params.span });
    if (seen.tables !== tables) setCursor(tables.ids.indexOf(seen.tables.ids[cursor] ?? ''));
    if (open >= 0 && seen.span !== params.span) setCursor(open);
  }

  const { kinds, errors, q, matches, hide, colour, critical } = params;
  const search = useTraceSearch(engine, q);
  const only = matches && q.trim() !== '' ? search.found : null;
  const hiddenServices = useMemo(
    () => new Set(hide.map((id) => tables.services.findIndex((service) => service.id === id))),
    [hide, tables],
  );
  const filter = useMemo<RowFilter>(
    () => ({ kinds, errorsOnly: errors, hiddenServices, only }),
    [kinds, errors, hiddenServices, only],
  );
  const rows = useMemo(() => visibleRows(columns, filter, folded), [columns, filter, folded]);
  const out = useMemo(() => wantedSpans(columns, filter).map((isWanted) => 1 - isWanted), [columns, filter]);
  const hits = useMemo(() => search.found.filter((at) => out[at] === 0), [search.found, out]);
  const isHit = useMemo(() => marks(columns.count, hits), [columns, hits]);

  const colours = useMemo(() => serviceColours(opened), [opened]);
  const fixed = useMemo(() => fixedLook(opened), [opened]);
  const lines = useMemo(() => criticalParts(columns), [columns]);
  const words = useSpanWords(opened);
  const label = useCallback(
    (index: number) => {
      const { service, name } = words(index);
      return `${service} ${name}`;
    },
    [words],
  );
  const fill = useMemo(() => colourSpans(opened, colour, colours), [opened, colour, colours]);
  const isFound = q.trim() !== '' && !search.isPending;
  const pale = useMemo(
    () => (isFound ? out.map((isOut, at) => (isOut || isHit[at] === 0 ? 1 : 0)) : out),
    [out, isFound, isHit],
  );
  const look = useMemo(
    () => ({ ...fixed, lines: critical ? lines : null, label, fill, pale }),
    [fixed, critical, lines, label, fill, pale],
  );

  const view = useTimeViewOf(opened, params.zoom, (zoom, history) => setParams({ zoom }, { history }));
  const pointer = useMemo(() => new Pointer(), []);

  const openSpan = useCallback(
    (index: number) => setParams({ span: index < 0 ? null : (tables.ids[index] ?? null) }),
    [setParams, tables],
  );
  const isOpen = open >= 0;
  /** Moves the cursor to a span, opening what hides it and moving the axis to it; the details follow when they are open. */
  const goTo = useCallback(
    (index: number) => {
      if (index < 0 || index >= columns.count) return;
      unfold(ancestorsOf(columns, index));
      setCursor(index);
      view.set(reveal(view.range, view.whole, columns.start[index] ?? 0, columns.end[index] ?? 0), 'glide');
      if (isOpen) openSpan(index);
    },
    [columns, view, isOpen, openSpan, unfold],
  );
  const pick = useCallback(
    (index: number) => {
      goTo(index);
      openSpan(index);
    },
    [goTo, openSpan],
  );
  /** Zooms to a span, with a little room on both sides. */
  const zoomTo = useCallback(
    (index: number) => {
      if (index < 0) return;
      const from = columns.start[index] ?? 0;
      const to = columns.end[index] ?? 0;
      const room = (to - from) * 0.05;
      view.set({ from: from - room, to: to + room }, 'jump');
    },
    [columns, view],
  );
  const [treeShare, setShare] = useState<number | null>(null);
  const setTreeShare = useCallback((share: number) => setShare(Math.min(Math.max(share, leastTree), mostTree)), []);
  const deepest = useMemo(() => columns.depth.reduce((most, depth) => Math.max(most, depth), 0), [columns]);
  const close = useCallback(() => openSpan(-1), [openSpan]);
  const showAll = useCallback(() => setParams({ kinds: null, errors: null, matches: null, hide: null }), [setParams]);
  const { isPending: isSearching, problem: searchProblem } = search;
  const scene = useMemo(
    () => ({
      ...folding,
      deepest,
      treeShare: treeShare ?? usualTree,
      setTreeShare,
      zoomTo,
      opened,
      engine,
      params,
      set: setParams,
      rows,
      look,
      colours,
      view,
      pointer,
      open,
      out,
      hits,
      isHit,
      isSearching,
      searchProblem,
      hiddenServices,
      goTo,
      pick,
      close,
      showAll,
    }),
    [
      folding,
      deepest,
      treeShare,
      setTreeShare,
      zoomTo,
      opened,
      engine,
      params,
      setParams,
      rows,
      look,
      colours,
      view,
      pointer,
      open,
      out,
      hits,
      isHit,
      isSearching,
      searchProblem,
      hiddenServices,
      goTo,
      pick,
      close,
      showAll,
    ],
  );
  return { ...scene, scene, cursor, cursorRow: cursor < 0 ? -1 : rowOf(rows, cursor) };
}

export type TraceState = ReturnType<typeof useTraceState>;
export type TraceScene = TraceState['scene'];

/** Part of the width that the names take. */
const usualTree = 0.4;
const leastTree = 0.15;
const mostTree = 0.75;

function marks(count: number, places: Int32Array): Uint8Array {
  const marked = new Uint8Array(count);
  for (const at of places) marked[at] = 1;
  return marked;
}

const settleMs = 250;

/** The view of a trace's time axis, in step with the address: what is zoomed here is written there, and Back undoes it. */
function useTimeViewOf(
  opened: OpenedTrace,
  zoom: { from: number; to: number } | null,
  write: (zoom: { from: number; to: number } | null, history: 'push' | 'replace') => void,
): TimeView {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address sets the first range here, and later ones below.
  const view = useMemo(() => {
    const whole = { from: 0, to: opened.endUs - opened.startUs };
    return new TimeView(whole, zoom ?? whole);
  }, [opened]);
  const latest = useRef(write);
  const written = useRef(zoom);
  useEffect(() => {
    latest.current = write;
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = view.subscribe((range, change) => {
      clearTimeout(timer);
      const commit = () => {
        const isAll = range.from <= view.whole.from && range.to >= view.whole.to;
        written.current = isAll ? null : range;
        latest.current(written.current, change === 'jump' ? 'push' : 'replace');
      };
      if (change === 'jump') commit();
      else timer = setTimeout(commit, settleMs);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [view]);
  useEffect(() => {
    const own = written.current;
    const isOwn = own === zoom || (own !== null && zoom !== null && near(own.from, zoom.from) && near(own.to, zoom.to));
    if (isOwn) return;
    written.current = zoom;
    view.set(zoom ?? view.whole, 'glide');
  }, [zoom, view]);
  return view;
}

/** The address keeps nanoseconds. */
function near(a: number, b: number): boolean {
  return Math.abs(a - b) < 0.002;
}

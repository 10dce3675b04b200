'use client';

import { useQueryStates } from 'nuqs';
import { useCallback, useMemo, useState } from 'react';
import type { SpanKind, Trace } from '@/lib/deepflow/dto';
import { assignSeries } from './service-colours';
import { ancestorsOf, foldedFromLevel, layoutTrace, rowOf, visibleRows } from './trace-layout';
import { traceParams } from './trace-params';
import { searchSpans } from './trace-search';

const none: ReadonlySet<string> = new Set();

/** What of a trace is on screen: filters, folding, search, the row the keys are at and the span whose details are open. */
export function useTraceState(trace: Trace) {
  const [params, setParams] = useQueryStates(traceParams);
  const [folded, setFolded] = useState<ReadonlySet<string>>(none);
  const [cursorId, setCursorId] = useState<string | null>(params.span);

  const layout = useMemo(() => layoutTrace(trace), [trace]);
  const colours = useMemo(() => {
    const ids = trace.spans.map((span) => span.serviceId).filter((id) => id !== null);
    return assignSeries([...trace.services.map((service) => service.id), ...ids]);
  }, [trace]);
  const { kinds, errors, q } = params;
  const filter = useMemo(() => ({ kinds, errorsOnly: errors }), [kinds, errors]);
  const rows = useMemo(() => visibleRows(layout, filter, folded), [layout, filter, folded]);
  const hits = useMemo(() => {
    const shown = new Set(visibleRows(layout, filter, none).index);
    return searchSpans(layout.spans, q).filter((at) => shown.has(at));
  }, [layout, filter, q]);
  const cursorAt = cursorId === null ? -1 : (layout.indexById.get(cursorId) ?? -1);
  const openAt = params.span === null ? -1 : (layout.indexById.get(params.span) ?? -1);

  const open = useCallback((id: string | null) => setParams({ span: id }), [setParams]);
  const setFold = useCallback((id: string, isFolded: boolean) => {
    setFolded((before) => {
      const next = new Set(before);
      if (isFolded) next.add(id);
      else next.delete(id);
      return next;
    });
  }, []);
  /** Moves the cursor to a span, opening what hides it; the details follow when they are open. */
  const goTo = useCallback(
    (at: number) => {
      const id = layout.spans[at]?.id;
      if (id === undefined) return;
      const above = ancestorsOf(layout, at);
      setFolded((before) => (above.some((one) => before.has(one)) ? difference(before, above) : before));
      setCursorId(id);
      if (params.span !== null) open(id);
    },
    [layout, open, params.span],
  );
  return {
    layout,
    colours,
    rows,
    hits,
    folded,
    cursorAt,
    cursorRow: cursorAt < 0 ? -1 : rowOf(rows, cursorAt),
    openAt,
    routeId: params.route,
    kinds,
    errorsOnly: errors,
    text: q,
    open,
    goTo,
    setFold,
    setFoldLevel: (level: number | null) => setFolded(level === null ? none : foldedFromLevel(layout, level)),
    setKinds: (next: SpanKind[]) => setParams({ kinds: next }),
    setErrorsOnly: (next: boolean) => setParams({ errors: next || null }),
    setText: (next: string) => setParams({ q: next || null }),
    showAll: () => setParams({ kinds: null, errors: null }),
  };
}

export type TraceState = ReturnType<typeof useTraceState>;

function difference(from: ReadonlySet<string>, without: readonly string[]): Set<string> {
  const next = new Set(from);
  for (const id of without) next.delete(id);
  return next;
}

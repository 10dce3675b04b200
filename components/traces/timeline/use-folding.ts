'use client';

import { useQueryState } from 'nuqs';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { traceParams } from '@/components/traces/trace-params';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import { type FoldStep, fittingSteps, foldedBy, foldService, foldSpans, foldToLevel, writeFoldStep } from './folding';

/** Which rows are folded, in step with the address: reloading, a link and Back bring them back. */
export function useFolding(opened: OpenedTrace) {
  const [inAddress, setInAddress] = useQueryState('fold', traceParams.fold);
  const [steps, setSteps] = useState<readonly FoldStep[]>(inAddress);
  // The address may have room for a part only: what it says counts when it is not what was written there from here.
  const [seen, setSeen] = useState(() => textOf(inAddress));
  const written = useRef(seen);
  const now = textOf(inAddress);
  if (seen !== now) {
    setSeen(now);
    if (written.current !== now) setSteps(inAddress);
  }
  const latest = useRef(steps);
  useEffect(() => {
    latest.current = steps;
  }, [steps]);
  const write = useCallback(
    (next: readonly FoldStep[]) => {
      latest.current = next;
      const fitting = fittingSteps(next);
      written.current = textOf(fitting);
      setSteps(next);
      setInAddress(fitting.length === 0 ? null : [...fitting]);
    },
    [setInAddress],
  );
  const shown = useMemo(() => {
    const only = steps.length === 1 ? steps[0] : undefined;
    return {
      folded: foldedBy(steps, opened),
      /** The levels that are open, when that is all that was done; null: all, or no level says it. */
      foldLevel: only?.kind === 'levels' ? only.levels : null,
      /** Foldings that the address has no room for. */
      lostFolds: steps.length - fittingSteps(steps).length,
    };
  }, [steps, opened]);
  const setFold = useCallback(
    (index: number, isFolded: boolean) => write(foldSpans(latest.current, opened, [index], isFolded)),
    [write, opened],
  );
  /** Opens so many levels; null: all. */
  const setFoldLevel = useCallback((levels: number | null) => write(foldToLevel(levels)), [write]);
  const setServiceFold = useCallback(
    (place: number, isFolded: boolean) => {
      const id = opened.tables.services[place]?.id;
      if (id !== undefined) write(foldService(latest.current, id, isFolded));
    },
    [write, opened],
  );
  /** Opens those of some spans that are folded. */
  const unfold = useCallback(
    (indexes: readonly number[]) => {
      if (latest.current.length === 0) return;
      const folded = foldedBy(latest.current, opened);
      const closed = indexes.filter((at) => folded.has(at));
      if (closed.length > 0) write(foldSpans(latest.current, opened, closed, false));
    },
    [write, opened],
  );
  return useMemo(
    () => ({ ...shown, setFold, setFoldLevel, setServiceFold, unfold }),
    [shown, setFold, setFoldLevel, setServiceFold, unfold],
  );
}

function textOf(steps: readonly FoldStep[]): string {
  return steps.map(writeFoldStep).join(',');
}

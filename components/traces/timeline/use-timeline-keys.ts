'use client';

import { useTranslations } from 'next-intl';
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import { isTyping } from '@/components/shell/is-typing';
import { usePageShortcuts } from '@/components/shell/page-shortcuts';
import { isErrorAt } from '@/lib/telemetry/trace/visible-rows';
import { actionOf, listedKeys, type TimelineAction } from './timeline-keys';
import { stepHit } from './step-hit';
import type { TraceState } from './use-trace-state';

const zoomStep = 0.7;
const panStep = 0.2;

/** The keys of the trace page, wherever the focus is, unless something is being typed or a layer is open. */
export function useTimelineKeys(
  state: TraceState,
  tree: RefObject<HTMLElement | null>,
  searchField: RefObject<HTMLInputElement | null>,
): void {
  const t = useTranslations('timeline');
  const listed = useMemo(
    () => ({
      title: t('keysTitle'),
      shortcuts: [
        { keys: ['←', '→', 'Space'], text: t('treeKeys') },
        ...listedKeys().map(({ action, keys }) => ({ keys, text: t(`keys.${action}`) })),
      ],
    }),
    [t],
  );
  usePageShortcuts(listed);

  const latest = useRef(state);
  useEffect(() => {
    latest.current = state;
  });
  useEffect(() => {
    const handleKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event)) return;
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest('[role=dialog], [role=menu]')) return;
      // Arrows belong to the tree, also when nothing has the focus.
      if (document.activeElement === document.body && /^Arrow(Up|Down)$/.test(event.key) && !event.shiftKey) {
        tree.current?.focus();
        return;
      }
      const action = actionOf(event);
      if (action === null || (target?.closest('[role=separator]') && action.startsWith('pan'))) return;
      event.preventDefault();
      act(action, latest.current, searchField.current);
    };
    document.addEventListener('keydown', handleKey);
    return () => document.removeEventListener('keydown', handleKey);
  }, [tree, searchField]);
}

function act(action: TimelineAction, state: TraceState, searchField: HTMLInputElement | null): void {
  const { view, params, set, hits, cursor, opened, foldLevel } = state;
  const { columns } = opened;
  switch (action) {
    case 'search':
      searchField?.focus();
      searchField?.select();
      return;
    case 'next':
    case 'previous':
      return state.goTo(stepHit(hits, cursor, action === 'next' ? 1 : -1));
    case 'nextError':
      return state.goTo(nextError(state));
    case 'matches':
      return void set({ matches: !params.matches || null });
    case 'errors':
      return void set({ errors: !params.errors || null });
    case 'critical':
      return void set({ critical: !params.critical });
    case 'hops':
      return void set({ hops: !params.hops });
    case 'flame':
    case 'topology':
      return void set({ upper: params.upper === action ? 'none' : action });
    case 'fewerLevels':
      return state.setFoldLevel(Math.max(1, (foldLevel ?? state.deepest + 1) - 1));
    case 'moreLevels':
      return state.setFoldLevel(foldLevel === null || foldLevel >= state.deepest ? null : foldLevel + 1);
    case 'zoomIn':
    case 'zoomOut': {
      const middle = cursor >= 0 ? ((columns.start[cursor] ?? 0) + (columns.end[cursor] ?? 0)) / 2 : undefined;
      const isInSight = middle !== undefined && middle >= view.range.from && middle <= view.range.to;
      return view.zoom(action === 'zoomIn' ? zoomStep : 1 / zoomStep, isInSight ? middle : undefined);
    }
    case 'panLeft':
      return view.pan(-panStep);
    case 'panRight':
      return view.pan(panStep);
    case 'zoomToSpan':
      return state.zoomTo(cursor);
    case 'whole':
      return view.showAll();
    case 'back':
      return view.back();
  }
}

/** The next span below the cursor that failed, around the end; -1: none has. */
function nextError({ opened, cursor }: TraceState): number {
  const { columns } = opened;
  for (let step = 1; step <= columns.count; step++) {
    const at = (Math.max(cursor, -1) + step) % columns.count;
    if (isErrorAt(columns, at)) return at;
  }
  return -1;
}

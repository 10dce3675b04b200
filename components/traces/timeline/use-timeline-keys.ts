'use client';

import { useTranslations } from 'next-intl';
import { type RefObject, useMemo } from 'react';
import { usePageShortcuts } from '@/components/shell/page-shortcuts';
import { usePageKeys } from '@/components/shell/use-page-keys';
import { isErrorAt } from '@/lib/telemetry/trace/visible-rows';
import { stepHit } from './step-hit';
import { actionOf, listedKeys, type TimelineAction, treeKeys } from './timeline-keys';
import type { TraceState } from './use-trace-state';

const zoomStep = 0.7;
const panStep = 0.2;
const treeStep = 0.05;

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
        { keys: treeKeys, text: t('treeKeys') },
        ...listedKeys().map(({ action, keys }) => ({ keys, text: t(`keys.${action}`) })),
      ],
    }),
    [t],
  );
  usePageShortcuts(listed);

  usePageKeys((event) => {
    const isNowhere = document.activeElement === document.body;
    // Arrows belong to the tree, also when nothing has the focus.
    if (isNowhere && /^Arrow(Up|Down)$/.test(event.key) && !event.shiftKey) {
      event.preventDefault();
      tree.current?.focus();
      tree.current?.dispatchEvent(new KeyboardEvent('keydown', { key: event.key, bubbles: true, cancelable: true }));
      return;
    }
    const action = actionOf(event);
    const isOnSeparator = event.target instanceof Element && event.target.closest('[role=separator]') !== null;
    if (action === null || (isOnSeparator && action.startsWith('pan'))) return;
    event.preventDefault();
    act(action, state, searchField.current);
    // Who is led to a span goes on from there: Enter opens it.
    if (isNowhere && /^(next|previous)/.test(action)) tree.current?.focus({ preventScroll: true });
  });
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
      state.goTo(stepHit(hits, cursor, action === 'next' ? 1 : -1));
      return;
    case 'nextError':
      state.goTo(nextError(state));
      return;
    case 'matches':
      void set({ matches: !params.matches || null });
      return;
    case 'errors':
      void set({ errors: !params.errors || null });
      return;
    case 'critical':
      void set({ critical: !params.critical });
      return;
    case 'hops':
      void set({ hops: !params.hops });
      return;
    case 'flame':
      void set({ upper: params.upper === 'flame' ? 'none' : 'flame' });
      return;
    case 'topology':
      void set({ upper: params.upper === 'topology' ? 'flame' : 'topology' });
      return;
    case 'fewerLevels':
      state.setFoldLevel(Math.max(1, (foldLevel ?? state.deepest + 1) - 1));
      return;
    case 'moreLevels':
      state.setFoldLevel(foldLevel === null || foldLevel >= state.deepest ? null : foldLevel + 1);
      return;
    case 'narrower':
      state.setTreeShare(state.treeShare - treeStep);
      return;
    case 'wider':
      state.setTreeShare(state.treeShare + treeStep);
      return;
    case 'zoomIn':
    case 'zoomOut': {
      const middle = cursor >= 0 ? ((columns.start[cursor] ?? 0) + (columns.end[cursor] ?? 0)) / 2 : undefined;
      const isInSight = middle !== undefined && middle >= view.range.from && middle <= view.range.to;
      view.zoom(action === 'zoomIn' ? zoomStep : 1 / zoomStep, isInSight ? middle : undefined);
      return;
    }
    case 'panLeft':
      view.pan(-panStep);
      return;
    case 'panRight':
      view.pan(panStep);
      return;
    case 'zoomToSpan':
      state.zoomTo(cursor);
      return;
    case 'whole':
      view.showAll();
      return;
    case 'back':
      view.back();
      return;
  }
}

/** The next span below the cursor that failed, around the end, of those that the filter shows; -1: none of them has. */
function nextError({ opened, out, cursor }: TraceState): number {
  const { columns } = opened;
  for (let step = 1; step <= columns.count; step++) {
    const at = (Math.max(cursor, -1) + step) % columns.count;
    if (out[at] === 0 && isErrorAt(columns, at)) return at;
  }
  return -1;
}

'use client';

import { useQueryStates } from 'nuqs';
import { useCallback, useDeferredValue, useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { buildLanes } from '@/components/charts/flame/flame-lanes';
import { isWhole, reveal, TimeView } from '@/components/charts/flame/time-view';
import { frameOfKey, keyOfFrame } from '@/lib/telemetry/profile/frame-key';
import type { OpenedProfile } from '@/lib/telemetry/profile/open-profile';
import { searchProfile, stepHit } from '@/lib/telemetry/profile/search-profile';
import { fixedLook, linesBelow, paleBeside } from './frame-look';
import { HoveredFrame } from './hovered-frame';
import { profileParams } from './search-params';

/** What of a profile is on screen: search, zoom, and the frame that the keys are at. */
export function useProfileState(opened: OpenedProfile) {
  const [params, setParams] = useQueryStates(profileParams);
  // Typing goes first; what is found follows.
  const q = useDeferredValue(params.q);
  const hits = useMemo(() => searchProfile(opened, q), [opened, q]);
  const focus = useMemo(() => (params.frame === null ? -1 : frameOfKey(opened, params.frame)), [opened, params.frame]);

  const [cursor, setCursor] = useState(focus);
  // A profile that is read anew has the same frames at other places.
  const [seen, setSeen] = useState({ opened, focus });
  if (seen.opened !== opened || seen.focus !== focus) {
    setSeen({ opened, focus });
    if (seen.opened !== opened) setCursor(frameOfKey(opened, keyOfFrame(seen.opened, cursor) ?? ''));
    if (focus >= 0 && seen.focus !== focus) setCursor(focus);
  }

  const view = useMemo(() => new TimeView({ from: 0, to: opened.whole }), [opened]);
  const rangeOf = useCallback(
    (frame: number) => (frame < 0 ? view.whole : { from: opened.start[frame] ?? 0, to: opened.end[frame] ?? 0 }),
    [opened, view],
  );
  useLayoutEffect(() => view.set(rangeOf(focus), 'jump'), [view, rangeOf, focus]);
  // Zoomed out by hand, no frame fills the picture any more.
  useEffect(
    () =>
      view.subscribe((range) => {
        if (focus > 0 && isWhole(range, view.whole)) void setParams({ frame: null });
      }),
    [view, focus, setParams],
  );

  const lanes = useMemo(() => {
    const { count, lane, start, end } = opened;
    return buildLanes({ count, lane, start, end });
  }, [opened]);
  const fixed = useMemo(() => fixedLook(opened), [opened]);
  const pale = useMemo(() => paleBeside(opened, hits), [opened, hits]);
  const chosen = cursor < 0 ? -1 : (opened.function[cursor] ?? -1);
  const lines = useMemo(() => linesBelow(opened, chosen), [opened, chosen]);
  const look = useMemo(() => ({ ...fixed, pale, lines }), [fixed, pale, lines]);
  const hovered = useMemo(() => new HoveredFrame(), []);

  /** Moves the cursor to a frame and the axis so far that it can be seen. */
  const goTo = useCallback(
    (frame: number) => {
      if (frame < 0 || frame >= opened.count) return;
      setCursor(frame);
      const { from, to } = rangeOf(frame);
      view.set(reveal(view.range, view.whole, from, to), 'glide');
    },
    [opened, view, rangeOf],
  );
  /** Lets a frame fill the picture. */
  const zoomTo = useCallback(
    (frame: number) => {
      if (frame < 0 || frame >= opened.count) return;
      setCursor(frame);
      view.set(rangeOf(frame), 'jump');
      void setParams({ frame: frame === 0 ? null : keyOfFrame(opened, frame) }, { history: 'push' });
    },
    [opened, view, rangeOf, setParams],
  );
  const reset = useCallback(() => {
    view.showAll();
    void setParams({ frame: null }, { history: 'push' });
  }, [view, setParams]);
  const step = useCallback(
    (direction: 1 | -1) => {
      if (hits) goTo(stepHit(hits, cursor, direction));
    },
    [hits, cursor, goTo],
  );
  const setQ = useCallback((text: string) => void setParams({ q: text || null }), [setParams]);

  return {
    opened,
    lanes,
    look,
    view,
    hovered,
    q: params.q,
    setQ,
    hits,
    step,
    /** The frame at which the keys are, and its function; -1: none. */
    cursor,
    chosen,
    /** A frame that the address asks for and the profile does not have. */
    isFrameMissing: params.frame !== null && focus < 0,
    goTo,
    zoomTo,
    reset,
  };
}

export type ProfileState = ReturnType<typeof useProfileState>;

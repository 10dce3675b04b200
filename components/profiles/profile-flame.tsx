// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a picture that is walked by keys has to hold the focus.
'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useId } from 'react';
import { FlameGraph } from '@/components/charts/flame/flame-graph';
import type { FlamePalette } from '@/components/charts/flame/flame-palette';
import { cn } from '@/components/ui/cn';
import type { ProfileUnit } from '@/lib/deepflow/profile';
import { frameMove } from './frame-move';
import { HoverCard } from './hover-card';
import { useFrameWords } from './use-frame-words';
import type { ProfileState } from './use-profile-state';

export type ProfileFlameProps = {
  state: ProfileState;
  unit: ProfileUnit;
  palette: FlamePalette;
  className?: string;
};

/** The picture of a profile. Its frames are walked by the arrows, and the line below says where one is. */
export function ProfileFlame({ state, unit, palette, className }: ProfileFlameProps) {
  const t = useTranslations('profiles');
  const hintId = useId();
  const { opened, lanes, look, view, hovered, cursor } = state;
  const words = useFrameWords(opened, unit);
  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' && cursor >= 0) state.zoomTo(cursor);
    else {
      const next = frameMove(event.key, cursor, opened, lanes);
      if (next === null) return;
      state.goTo(next);
    }
    event.preventDefault();
  };
  const shown = cursor < 0 || cursor >= opened.count ? null : words(cursor);
  return (
    <div className={cn('flex min-h-0 min-w-0 flex-col', className)}>
      <div
        aria-describedby={hintId}
        aria-label={t('flame')}
        aria-roledescription={t('flameRole')}
        className="min-h-0 flex-1 focus-visible:outline-offset-[-2px]"
        data-slot="profile-flame"
        onKeyDown={handleKeyDown}
        role="application"
        tabIndex={0}
      >
        <FlameGraph
          className="h-full pt-px"
          hovered={hovered}
          lanes={lanes}
          look={look}
          onHover={(frame, _, event) => hovered.set(frame, event)}
          onSelect={state.zoomTo}
          palette={palette}
          selected={cursor}
          view={view}
        />
        <HoverCard state={state} unit={unit} />
      </div>
      <p className="sr-only" id={hintId}>
        {t('flameHint')}
      </p>
      <p
        aria-live="polite"
        className="flex min-h-7 flex-wrap items-baseline gap-x-3 border-t px-3 py-1 text-xs"
        data-slot="frame-line"
      >
        {shown === null ? (
          <span className="text-subtle">{t('pickHint')}</span>
        ) : (
          <>
            <span className="min-w-0 break-all font-medium">{shown.name}</span>
            <span className="text-muted">{shown.kind}</span>
            <span className="text-muted tabular-nums">{shown.total}</span>
            <span className="text-muted tabular-nums">{shown.self}</span>
            {shown.ofParent === '' ? null : <span className="text-muted tabular-nums">{shown.ofParent}</span>}
          </>
        )}
      </p>
    </div>
  );
}

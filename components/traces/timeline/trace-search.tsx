'use client';

import { ChevronDown, ChevronUp, Filter } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type Ref, useEffect, useRef, useState } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { SearchInput } from '@/components/ui/search-input';
import { hitOrder, stepHit } from './step-hit';
import type { TraceState } from './use-trace-state';

const typingPauseMs = 150;

/** Finds text in the spans: how many have it, one after the other, or those alone. */
export function TraceSearch({ state, field }: { state: TraceState; field: Ref<HTMLInputElement> }) {
  const t = useTranslations('timeline');
  const tCommon = useTranslations('common');
  const { hits, cursor, goTo, set, params, isSearching, searchProblem } = state;
  const text = params.q;
  const [draft, setDraft] = useState(text);
  const [seen, setSeen] = useState(text);
  const [sent, setSent] = useState(text);
  if (seen !== text) {
    setSeen(text);
    // What was sent from here comes back while one types on.
    if (text !== sent) setDraft(text);
  }
  const commit = useRef(set);
  useEffect(() => {
    commit.current = set;
  });
  useEffect(() => {
    if (draft.trim() === text) return;
    const timer = setTimeout(() => {
      setSent(draft.trim());
      commit.current({ q: draft.trim() || null });
    }, typingPauseMs);
    return () => clearTimeout(timer);
  }, [draft, text]);

  const step = (direction: 1 | -1) => goTo(stepHit(hits, cursor, direction));
  const at = hitOrder(hits, cursor);
  const count = hits.length;
  const words = () => {
    if (searchProblem !== null) return t('searchFailed');
    if (isSearching) return t('searching');
    if (count === 0) return t('noHits');
    return at < 0 ? t('hitCount', { count }) : t('hits', { at: at + 1, count });
  };
  return (
    <search
      aria-label={t('search')}
      className="flex items-center gap-1"
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.nativeEvent.isComposing || !(event.target instanceof HTMLInputElement))
          return;
        event.preventDefault();
        step(event.shiftKey ? -1 : 1);
      }}
    >
      <SearchInput
        className="w-60 max-w-full @max-7xl:w-40 @max-5xl:w-32 @max-3xl:w-26"
        clearLabel={tCommon('clear')}
        label={t('search')}
        onValueChange={setDraft}
        placeholder={t('searchHint')}
        ref={field}
        shortcut="/"
        value={draft}
      />
      {text === '' ? null : (
        <>
          <IconButton disabled={count === 0} label={t('previous')} onClick={() => step(-1)} size="sm">
            <ChevronUp aria-hidden />
          </IconButton>
          <IconButton disabled={count === 0} label={t('next')} onClick={() => step(1)} size="sm">
            <ChevronDown aria-hidden />
          </IconButton>
          <IconButton
            aria-pressed={params.matches}
            label={t('matchesOnly')}
            onClick={() => set({ matches: !params.matches || null })}
            size="sm"
          >
            <Filter aria-hidden />
          </IconButton>
          <span aria-live="polite" className="min-w-16 text-muted text-xs tabular-nums">
            {words()}
          </span>
        </>
      )}
    </search>
  );
}

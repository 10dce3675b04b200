'use client';

import { Filter } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type Ref, useEffect, useRef, useState } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { StepSearch } from '@/components/ui/step-search';
import { hitOrder, stepHit } from './step-hit';
import type { TraceState } from './use-trace-state';

const typingPauseMs = 150;

/** Finds text in the spans: how many have it, one after the other, or those alone. */
export function TraceSearch({ state, field }: { state: TraceState; field: Ref<HTMLInputElement> }) {
  const t = useTranslations('timeline');
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
    <StepSearch
      count={text === '' ? null : count}
      field={field}
      inputClassName="@max-7xl:w-40 @max-5xl:w-32 @max-3xl:w-26"
      label={t('search')}
      next={t('next')}
      onStep={step}
      onValueChange={setDraft}
      placeholder={t('searchHint')}
      previous={t('previous')}
      value={draft}
      words={words()}
    >
      <IconButton
        aria-pressed={params.matches}
        label={t('matchesOnly')}
        onClick={() => set({ matches: !params.matches || null })}
        size="sm"
      >
        <Filter aria-hidden />
      </IconButton>
    </StepSearch>
  );
}

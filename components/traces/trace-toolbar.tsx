'use client';

import { ChevronDown, ChevronUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { cn } from '@/components/ui/cn';
import { IconButton } from '@/components/ui/icon-button';
import { SearchInput } from '@/components/ui/search-input';
import { Select } from '@/components/ui/select';
import { KindBadge } from './span-marks';
import { countKinds } from './trace-layout';
import { spanKinds } from './trace-params';
import { stepHit } from './trace-search';
import type { TraceState } from './use-trace-state';

const levels = [1, 2, 3, 4, 6, 8];
const typingPauseMs = 200;

/** Search, kinds, errors and levels of a trace. */
export function TraceToolbar({ state }: { state: TraceState }) {
  const t = useTranslations('traces');
  const { layout, kinds } = state;
  const counts = useMemo(() => countKinds(layout.spans), [layout]);
  const deepest = useMemo(() => layout.depth.reduce((most, depth) => Math.max(most, depth), 0), [layout]);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2" data-slot="trace-toolbar">
      <TraceSearch state={state} />
      <fieldset className="flex items-center gap-1">
        <legend className="sr-only">{t('trace.kinds')}</legend>
        {spanKinds.map((kind) => {
          const isOn = kinds.includes(kind);
          return (
            <Button
              aria-pressed={isOn}
              className={cn('px-1.5 text-xs font-normal', !isOn && 'text-subtle line-through')}
              disabled={counts[kind] === 0}
              key={kind}
              onClick={() => state.setKinds(spanKinds.filter((one) => (one === kind ? !isOn : kinds.includes(one))))}
              title={t(`kind.${kind}`)}
            >
              <KindBadge kind={kind} />
              {t(`kindShort.${kind}`)}
              <span className="text-subtle tabular-nums">{counts[kind]}</span>
            </Button>
          );
        })}
      </fieldset>
      <Checkbox
        checked={state.errorsOnly}
        label={t('trace.errorsOnly')}
        onChange={(event) => state.setErrorsOnly(event.target.checked)}
      />
      <Select
        aria-label={t('trace.level')}
        className="ml-auto"
        onChange={(event) => {
          const { value } = event.target;
          if (value !== '') state.setFoldLevel(value === 'all' ? null : Number(value) - 1);
        }}
        value=""
      >
        <option value="">{t('trace.level')}</option>
        <option value="all">{t('trace.levelAll')}</option>
        {levels
          .filter((level) => level <= deepest)
          .map((level) => (
            <option key={level} value={level}>
              {t('trace.levelN', { count: level })}
            </option>
          ))}
      </Select>
    </div>
  );
}

function TraceSearch({ state }: { state: TraceState }) {
  const t = useTranslations('traces');
  const tCommon = useTranslations('common');
  const { text, hits, cursorAt, goTo, setText } = state;
  const [draft, setDraft] = useState(text);
  const [seen, setSeen] = useState(text);
  if (seen !== text) {
    setSeen(text);
    if (draft.trim() !== text) setDraft(text);
  }
  const commit = useRef(setText);
  useEffect(() => {
    commit.current = setText;
  });
  useEffect(() => {
    if (draft.trim() === text) return;
    const timer = setTimeout(() => commit.current(draft.trim()), typingPauseMs);
    return () => clearTimeout(timer);
  }, [draft, text]);

  const step = (direction: 1 | -1) => goTo(stepHit(hits, cursorAt, direction));
  const at = hits.indexOf(cursorAt);
  return (
    <search
      aria-label={t('trace.search')}
      className="flex items-center gap-1"
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
        event.preventDefault();
        step(event.shiftKey ? -1 : 1);
      }}
    >
      <SearchInput
        className="w-56 max-w-full"
        clearLabel={tCommon('clear')}
        label={t('trace.search')}
        onValueChange={setDraft}
        placeholder={t('trace.searchHint')}
        value={draft}
      />
      {text === '' ? null : (
        <>
          <span aria-live="polite" className="min-w-16 text-muted text-xs tabular-nums">
            {hits.length === 0
              ? t('trace.noHits')
              : at < 0
                ? t('trace.hitCount', { count: hits.length })
                : t('trace.hits', { at: at + 1, count: hits.length })}
          </span>
          <IconButton disabled={hits.length === 0} label={t('trace.previous')} onClick={() => step(-1)} size="sm">
            <ChevronUp aria-hidden />
          </IconButton>
          <IconButton disabled={hits.length === 0} label={t('trace.next')} onClick={() => step(1)} size="sm">
            <ChevronDown aria-hidden />
          </IconButton>
        </>
      )}
    </search>
  );
}

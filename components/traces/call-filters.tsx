'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { SearchInput } from '@/components/ui/search-input';
import { Select } from '@/components/ui/select';
import type { Selection } from '@/lib/deepflow/distribution';
import { formatDuration } from '@/lib/telemetry/format';
import { CallFilterChips } from './call-filter-chips';
import { OutcomeMark } from './call-marks';
import { type CallFilterValues, isFiltered, noCallFilter, outcomes, toCallFilter } from './search-params';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const leastMs = [10, 50, 100, 250, 500, 1000, 5000];
const typingPauseMs = 300;

export type CallFiltersProps = {
  values: CallFilterValues;
  onChange: (values: Partial<CallFilterValues>) => void;
  /** What is selected in the picture of the durations; it narrows the list beside the filters. */
  selection?: Selection | null;
  onDeselect?: () => void;
  /** At the right end. */
  children?: ReactNode;
};

/** Outcome, method, least duration and path of calls, and below them what a link filtered by; the same on the traces and the logs tab. */
export function CallFilters({ values, onChange, selection = null, onDeselect, children }: CallFiltersProps) {
  const t = useTranslations('traces');
  const method = values.method[0] ?? '';
  const min = values.min ?? 0;
  return (
    <search aria-label={t('filter.label')} className="flex flex-wrap items-center gap-2">
      <PathFilter onChange={(path) => onChange({ path })} value={values.path} />
      <fieldset className="flex flex-wrap items-center gap-1">
        <legend className="sr-only">{t('filter.outcome')}</legend>
        {outcomes.map((outcome) => {
          const isOn = values.outcome.includes(outcome);
          return (
            <Button
              aria-pressed={isOn}
              className={cn('px-1.5 text-xs font-normal', isOn ? 'border-accent bg-accent-soft' : 'text-muted')}
              key={outcome}
              onClick={() =>
                onChange({
                  outcome: isOn ? values.outcome.filter((one) => one !== outcome) : [...values.outcome, outcome],
                })
              }
              title={t(`outcome.${outcome}`)}
            >
              <span aria-hidden>
                <OutcomeMark outcome={outcome} />
              </span>
              {t(`outcomeShort.${outcome}`)}
            </Button>
          );
        })}
      </fieldset>
      <Select
        aria-label={t('filter.method')}
        data-set={method !== ''}
        onChange={(event) => onChange({ method: event.target.value === '' ? [] : [event.target.value] })}
        value={values.method.length > 1 ? values.method.join(',') : method}
      >
        <option value="">{t('filter.anyMethod')}</option>
        {[...new Set([...methods, ...values.method])].map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
        {values.method.length > 1 ? <option value={values.method.join(',')}>{values.method.join(', ')}</option> : null}
      </Select>
      <Select
        aria-label={t('filter.duration')}
        data-set={min > 0}
        onChange={(event) => onChange({ min: event.target.value === '0' ? null : Number(event.target.value) })}
        value={String(min)}
      >
        <option value="0">{t('filter.anyDuration')}</option>
        {[...new Set([...leastMs, ...(min > 0 ? [min] : [])])]
          .sort((a, b) => a - b)
          .map((ms) => (
            <option key={ms} value={ms}>
              ≥ {formatDuration(ms * 1000)}
            </option>
          ))}
      </Select>
      {isFiltered(toCallFilter(values)) ? (
        <Button onClick={() => onChange(noCallFilter)} variant="ghost">
          {t('filter.clear')}
        </Button>
      ) : null}
      {children ? <div className="ml-auto flex items-center gap-1">{children}</div> : null}
      <CallFilterChips onChange={onChange} selection={selection} values={values} {...(onDeselect && { onDeselect })} />
    </search>
  );
}

/** What is typed becomes the filter after a pause; a change of the address from elsewhere shows here. */
function PathFilter({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useTranslations('traces');
  const tCommon = useTranslations('common');
  const [draft, setDraft] = useState(value);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    if (draft.trim() !== value) setDraft(value);
  }
  const commit = useRef(onChange);
  useEffect(() => {
    commit.current = onChange;
  });
  useEffect(() => {
    if (draft.trim() === value) return;
    const timer = setTimeout(() => commit.current(draft.trim()), typingPauseMs);
    return () => clearTimeout(timer);
  }, [draft, value]);
  return (
    <SearchInput
      className="w-56 max-w-full"
      clearLabel={tCommon('clear')}
      label={t('filter.path')}
      onValueChange={setDraft}
      placeholder={t('filter.pathHint')}
      value={draft}
    />
  );
}

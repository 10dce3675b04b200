'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Selection } from '@/lib/deepflow/distribution';
import type { Outcome } from '@/lib/deepflow/dto';
import { formatDuration } from '@/lib/telemetry/format';
import { useRangeWords } from './distribution/use-area-words';
import { type CallFilterValues, toAttribute } from './search-params';

const texts = ['endpoint', 'host', 'client', 'clientPod', 'upstream', 'upstreamPod', 'trace'] as const;

type ChipName =
  | 'selection'
  | 'outcome'
  | 'method'
  | 'min'
  | 'max'
  | 'path'
  | 'status'
  | (typeof texts)[number]
  | 'attr';
type ActiveFilter = { key: string; name: ChipName; value: string; without: Partial<CallFilterValues> | 'selection' };

export type CallFilterChipsProps = {
  values: CallFilterValues;
  onChange: (values: Partial<CallFilterValues>) => void;
  /** What is selected in the picture of the durations narrows the list too. */
  selection?: Selection | null;
  onDeselect?: () => void;
  /** No controls stand beside: outcome, method, least duration and path are chips too. */
  isAlone?: boolean;
};

/** Filters that have no control of their own beside, as those that came by a link or a click: each says what it keeps, and can go. */
export function CallFilterChips({ values, onChange, selection, onDeselect, isAlone = false }: CallFilterChipsProps) {
  const t = useTranslations('distribution');
  const tTraces = useTranslations('traces');
  const words = useRangeWords();
  const active: ActiveFilter[] = [
    ...(selection
      ? [
          {
            key: 'selection',
            name: 'selection' as const,
            value: `${words.times(selection, false)} · ${words.durations(selection)}`,
            without: 'selection' as const,
          },
        ]
      : []),
    ...(isAlone ? controlled(values, (outcome) => tTraces(`outcomeShort.${outcome}`)) : []),
    ...activeFilters(values),
  ];
  if (active.length === 0) return null;
  const needs = [
    ...(values.attr.length > 0 ? [t('chip.attrNeeds')] : []),
    ...(values.upstream === '' && values.upstreamPod === '' ? [] : [t('chip.upstreamNeeds')]),
  ];
  return (
    <ul className="flex basis-full flex-wrap items-center gap-1.5" data-slot="call-filter-chips">
      {active.map(({ key, name, value, without }) => (
        <li className="min-w-0" key={key}>
          <button
            aria-label={t('chip.remove', { filter: `${t(`chip.${name}`)} ${value}` })}
            className="inline-flex h-6 max-w-full items-center gap-1 rounded-md border border-accent/40 bg-accent-soft px-1.5 text-xs hover:border-accent"
            onClick={() => (without === 'selection' ? onDeselect?.() : onChange(without))}
            title={t('chip.remove', { filter: `${t(`chip.${name}`)} ${value}` })}
            type="button"
          >
            <span className="shrink-0 text-muted">{t(`chip.${name}`)}</span>{' '}
            <span className="min-w-0 truncate font-mono">{value}</span>
            <X aria-hidden className="size-3 shrink-0 text-subtle" />
          </button>
        </li>
      ))}
      {needs.map((need) => (
        <li className="text-muted text-xs" key={need}>
          {need}
        </li>
      ))}
    </ul>
  );
}

/** Those that the traces tab has controls for. */
function controlled(values: CallFilterValues, wordOf: (outcome: Outcome) => string): ActiveFilter[] {
  const { outcome, method, min, path } = values;
  return [
    ...outcome.map((one) => ({
      key: `outcome ${one}`,
      name: 'outcome' as const,
      value: wordOf(one),
      without: { outcome: outcome.filter((other) => other !== one) },
    })),
    ...method.map((one) => ({
      key: `method ${one}`,
      name: 'method' as const,
      value: one,
      without: { method: method.filter((other) => other !== one) },
    })),
    ...(min !== null && min > 0
      ? [{ key: 'min', name: 'min' as const, value: formatDuration(min * 1000), without: { min: null } }]
      : []),
    ...(path.trim() === '' ? [] : [{ key: 'path', name: 'path' as const, value: path.trim(), without: { path: '' } }]),
  ];
}

function activeFilters(values: CallFilterValues): ActiveFilter[] {
  const { max, status, attr } = values;
  return [
    ...(max === null || max < 0
      ? []
      : [{ key: 'max', name: 'max' as const, value: formatDuration(max * 1000), without: { max: null } }]),
    ...status.map((code) => ({
      key: `status ${code}`,
      name: 'status' as const,
      value: String(code),
      without: { status: status.filter((one) => one !== code) },
    })),
    ...texts
      .filter((name) => values[name].trim() !== '')
      .map((name) => ({ key: name, name, value: values[name].trim(), without: { [name]: '' } })),
    ...attr.flatMap((text) => {
      const known = toAttribute(text);
      const without = { attr: attr.filter((one) => one !== text) };
      return known
        ? [{ key: `attr ${text}`, name: 'attr' as const, value: `${known.name}=${known.value}`, without }]
        : [];
    }),
  ];
}

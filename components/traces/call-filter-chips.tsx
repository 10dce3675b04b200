'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Selection } from '@/lib/deepflow/distribution';
import { formatDuration } from '@/lib/telemetry/format';
import { useRangeWords } from './distribution/use-area-words';
import { type CallFilterValues, toAttribute } from './search-params';

type ChipName = 'selection' | 'max' | 'status' | 'host' | 'client' | 'upstream' | 'trace' | 'attr';
type ActiveFilter = { key: string; name: ChipName; value: string; without: Partial<CallFilterValues> | 'selection' };

export type CallFilterChipsProps = {
  values: CallFilterValues;
  onChange: (values: Partial<CallFilterValues>) => void;
  /** What is selected in the picture of the durations narrows the list too. */
  selection?: Selection | null;
  onDeselect?: () => void;
};

/** Filters that came by a link or a click and have no control of their own: each says what it keeps, and can go. */
export function CallFilterChips({ values, onChange, selection, onDeselect }: CallFilterChipsProps) {
  const t = useTranslations('distribution');
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
    ...activeFilters(values),
  ];
  if (active.length === 0) return null;
  const needs = [
    ...(values.attr.length > 0 ? [t('chip.attrNeeds')] : []),
    ...(values.upstream === '' ? [] : [t('chip.upstreamNeeds')]),
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
    ...(['host', 'client', 'upstream', 'trace'] as const)
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

'use client';

import { useTranslations } from 'next-intl';
import type { CallFilterValues } from '@/components/traces/search-params';
import { cn } from '@/components/ui/cn';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import type { Comparison } from '@/lib/deepflow/distribution';
import type { Outcome } from '@/lib/deepflow/dto';
import { share } from '@/lib/deepflow/over-represented';
import { formatCount, formatExact, formatShare } from '@/lib/telemetry/format';
import { filterBy } from './filter-by';
import type { DistributionQueries } from './use-distribution';

export type ComparisonPanelProps = {
  query: DistributionQueries['comparison'];
  values: CallFilterValues;
  onFilter: (values: Partial<CallFilterValues>) => void;
};

/** What the selected calls have more often than the others: in words, with both shares as bars. */
export function ComparisonPanel({ query, values, onFilter }: ComparisonPanelProps) {
  const t = useTranslations('distribution');
  const comparison = query.data?.comparison ?? null;
  if (query.error && !query.isPlaceholderData && comparison === null)
    return <ProblemPanel onRetry={() => query.refetch()} problem={query.error.problem} retrying={query.isFetching} />;
  if (comparison === null) return <ComparisonSkeleton />;
  const { selected, rest, attributes } = comparison;
  return (
    <div aria-busy={query.isFetching} className={cn('space-y-2', query.isPlaceholderData && 'opacity-50')}>
      <p className="text-muted text-xs">{t('against', { selected, rest })}</p>
      {selected === 0 ? <p className="text-xs">{t('noneSelected')}</p> : null}
      {selected > 0 && rest === 0 ? <p className="text-xs">{t('noRest')}</p> : null}
      {selected > 0 && rest > 0 && attributes.length === 0 ? <p className="text-xs">{t('nothingStandsOut')}</p> : null}
      {attributes.map((attribute) => (
        <AttributeValues attribute={attribute} key={attribute.name} onFilter={onFilter} values={values} />
      ))}
    </div>
  );
}

type AttributeValuesProps = {
  attribute: Comparison['attributes'][number];
  values: CallFilterValues;
  onFilter: (values: Partial<CallFilterValues>) => void;
};

function AttributeValues({ attribute, values, onFilter }: AttributeValuesProps) {
  const t = useTranslations('distribution');
  const tTraces = useTranslations('traces');
  const { name, known } = attribute;
  const label = name.startsWith('attribute.') ? name.slice('attribute.'.length) : t(`attribute.${name as 'status'}`);
  const wordOf = (value: string) => (name === 'outcome' ? tTraces(`outcomeShort.${value as Outcome}`) : value);
  return (
    <section>
      <h2 className="text-subtle text-xs">{label}</h2>
      <ul className="mt-0.5 space-y-1">
        {attribute.values.map((count) => {
          const shares = { selected: share(count.selected, known.selected), rest: share(count.rest, known.rest) };
          const filter = filterBy(name, count.value, values);
          const word = wordOf(count.value);
          const className = 'min-w-0 truncate text-left font-mono';
          return (
            <li key={count.value}>
              <div className="flex items-baseline justify-between gap-3 text-xs">
                {filter ? (
                  <button
                    className={cn(className, 'rounded-sm text-accent hover:underline')}
                    onClick={() => onFilter(filter)}
                    title={t('filterBy', { label, value: word })}
                    type="button"
                  >
                    {word}
                  </button>
                ) : (
                  <span className={className} title={word}>
                    {word}
                  </span>
                )}
                <span
                  className="shrink-0 tabular-nums"
                  title={t('counts', {
                    selected: formatExact(count.selected, ''),
                    ofSelected: formatExact(known.selected, ''),
                    rest: formatExact(count.rest, ''),
                    ofRest: formatExact(known.rest, ''),
                  })}
                >
                  {t('shares', { selected: formatShare(shares.selected), rest: formatShare(shares.rest) })}
                  <span className="text-subtle max-sm:hidden">
                    {' '}
                    ({formatCount(count.selected)} / {formatCount(count.rest)})
                  </span>
                </span>
              </div>
              <div aria-hidden className="mt-0.5 space-y-px">
                <div className="h-1 bg-accent" style={{ width: `${shares.selected * 100}%` }} />
                <div className="h-1 bg-line-strong" style={{ width: `${shares.rest * 100}%` }} />
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function ComparisonSkeleton() {
  return (
    <Loading className="space-y-3">
      {[70, 90, 55, 80].map((width) => (
        <Skeleton key={width} style={{ width: `${width}%` }} />
      ))}
    </Loading>
  );
}

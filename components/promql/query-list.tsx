'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { TimeStamp } from '@/components/ui/time-stamp';
import type { PromqlExample } from '@/lib/prometheus/dto';
import type { HistoryEntry, HistoryStore } from './history-store';

export type QueryChoice = Pick<HistoryEntry, 'query' | 'kind'>;

const itemClass = 'min-w-0 flex-1 rounded-md px-2 py-1 text-left hover:bg-hover focus-visible:outline-offset-[-2px]';

/** Expressions to begin with, each with what it tells. */
export function ExampleList({
  examples,
  onChoose,
}: {
  examples: readonly PromqlExample[];
  onChoose: (choice: QueryChoice) => void;
}) {
  const t = useTranslations('promql.examples');
  if (examples.length === 0) return <p className="max-w-96 px-2 py-1 text-muted">{t('none')}</p>;
  return (
    <ul className="flex flex-col" data-slot="promql-examples">
      {examples.map(({ name, query }) => (
        <li className="flex" key={name}>
          <button className={itemClass} onClick={() => onChoose({ query, kind: 'range' })} type="button">
            <span className="block">{t(`name.${name}`)}</span>
            <code className="block truncate font-mono text-subtle text-xs" title={query}>
              {query}
            </code>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** What was run in this browser, newest first. */
export function HistoryList({
  entries,
  store,
  onChoose,
}: {
  entries: readonly HistoryEntry[];
  store: HistoryStore;
  onChoose: (choice: QueryChoice) => void;
}) {
  const t = useTranslations('promql.history');
  const tKind = useTranslations('promql');
  if (entries.length === 0) return <p className="px-2 py-1 text-muted">{t('none')}</p>;
  return (
    <div className="flex flex-col gap-1">
      <ul className="flex flex-col" data-slot="promql-history">
        {entries.map((entry) => (
          <li className="flex items-center" key={`${entry.kind} ${entry.query}`}>
            <button className={itemClass} onClick={() => onChoose(entry)} type="button">
              <code className="block truncate font-mono text-xs" title={entry.query}>
                {entry.query}
              </code>
              <span className="block text-subtle text-xs">
                {tKind(entry.kind)} · <TimeStamp at={entry.atMs} />
              </span>
            </button>
            <IconButton label={t('remove')} onClick={() => store.remove(entry)} size="sm">
              <X aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      <Button className="self-start" onClick={() => store.clear()} size="sm" variant="ghost">
        {t('clear')}
      </Button>
    </div>
  );
}

'use client';

import { useTranslations } from 'next-intl';
import { isFiltered } from '@/components/traces/search-params';
import { useCallFilter } from '@/components/traces/use-calls';

export type UnfilteredNoteProps = {
  /**
   * What the numbers are counted by: `apisix` by the gateway itself, which knows its series' labels alone; `network` by
   * connection, which knows no requests; `route` from all calls of the route, where no filter is shown.
   */
  by: 'apisix' | 'network' | 'route';
};

/** Says where the filters of the address do not apply; nothing without a filter. */
export function UnfilteredNote({ by }: UnfilteredNoteProps) {
  const t = useTranslations('breakdown');
  const { filter } = useCallFilter();
  if (!isFiltered(filter)) return null;
  return (
    <p className="text-muted text-xs" data-slot="unfiltered-note" role="note">
      {t(`unfiltered.${by}`)}
    </p>
  );
}

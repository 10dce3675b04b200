'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { PluginChip, useChipWords } from '@/components/plugins/plugin-chip';
import { hrefs } from '@/components/shell/hrefs';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { ChangeItem, ChangeSummary } from '@/lib/changes/dto';
import { joinSentences } from '@/lib/i18n/sentences';
import { ItemStatusChip, OutcomeChip } from './change-chips';
import type { GridColumn } from './row-grid';
import { useItemReason, useWhy } from './use-reason-words';

/** The columns of the routes of a change: before it is started, what would be; after, what became of each. */
export function useItemColumns(
  gatewayId: string,
  { target, status }: Pick<ChangeSummary, 'target' | 'status'>,
): readonly GridColumn<ChangeItem>[] {
  const t = useTranslations('changes');
  const isPlanned = status === 'planned';
  const plugin = target.kind === 'static_config' ? null : target.plugin;
  return useMemo(() => {
    const name: GridColumn<ChangeItem> = {
      key: 'route',
      head: t('column.route'),
      track: 'minmax(12rem,2fr)',
      cell: ({ objectId, objectName }, tabIndex) => (
        <Link
          className="truncate rounded-sm font-medium hover:text-accent hover:underline"
          href={hrefs.route(gatewayId, objectId, 'plugins')}
          prefetch={false}
          tabIndex={tabIndex}
          title={`${objectName} (${objectId})`}
        >
          {objectName || objectId}
        </Link>
      ),
    };
    const outcome: GridColumn<ChangeItem> = {
      key: 'outcome',
      head: t('column.outcome'),
      track: '9.5rem',
      cell: (item, tabIndex) => <OutcomeChip outcome={item.outcome} tabIndex={tabIndex} />,
    };
    const state: GridColumn<ChangeItem> = {
      key: 'state',
      head: t('column.state'),
      track: 'minmax(17rem,1fr)',
      cell: (item, tabIndex) =>
        plugin === null ? null : <StateCell item={item} plugin={plugin} tabIndex={tabIndex} />,
    };
    const result: GridColumn<ChangeItem> = {
      key: 'result',
      head: t('column.result'),
      track: '8rem',
      cell: (item, tabIndex) => <ItemStatusChip status={item.status} tabIndex={tabIndex} />,
    };
    const reason: GridColumn<ChangeItem> = {
      key: 'reason',
      head: t('items.reason'),
      track: 'minmax(10rem,2fr)',
      cell: (item) => <ReasonCell isPlanned={isPlanned} item={item} />,
    };
    return isPlanned ? [name, outcome, state, reason] : [name, result, state, reason, outcome];
  }, [t, gatewayId, plugin, isPlanned]);
}

type StateCellProps = { item: ChangeItem; plugin: SwitchedPlugin; tabIndex: number };

/** What is and what would be in force; what reads the same before and after is said once. */
function StateCell({ item: { chipBefore, chipAfter }, plugin, tabIndex }: StateCellProps) {
  const t = useTranslations('changes.items');
  const words = useChipWords();
  const isSame = chipBefore && chipAfter && words(plugin, chipBefore).text === words(plugin, chipAfter).text;
  const before = isSame ? null : chipBefore;
  return (
    <>
      {before ? <PluginChip chip={before} plugin={plugin} tabIndex={tabIndex} /> : null}
      {before && chipAfter ? (
        <>
          <span aria-hidden className="text-subtle">
            →
          </span>
          <span className="sr-only">{t('to')}</span>
        </>
      ) : null}
      {chipAfter ? <PluginChip chip={chipAfter} plugin={plugin} tabIndex={tabIndex} /> : null}
    </>
  );
}

function ReasonCell({ item, isPlanned }: { item: ChangeItem; isPlanned: boolean }) {
  const t = useTranslations('changes.items');
  const { problem, verified, otherDifferences } = item;
  const reason = useItemReason(isPlanned)(item);
  const why = useWhy();
  const text = joinSentences([
    problem ? why(problem) : reason,
    // Not where the problem is that it could not be read back.
    verified === false && !problem ? t('unverified') : null,
    otherDifferences.length > 0 ? t('others', { keys: otherDifferences.join(', ') }) : null,
  ]);
  if (text === '' && verified) return <span className="truncate text-muted">{t('verified')}</span>;
  return (
    <span className="truncate" title={text}>
      {text}
    </span>
  );
}

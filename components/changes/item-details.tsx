'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { PluginChip } from '@/components/plugins/plugin-chip';
import { hrefs } from '@/components/shell/hrefs';
import { Chip } from '@/components/ui/chip';
import { DiffView } from '@/components/ui/diff-view';
import { Fact, Facts } from '@/components/ui/facts';
import { Notice } from '@/components/ui/notice';
import { SentenceGap } from '@/components/ui/sentence-gap';
import { TimeStamp } from '@/components/ui/time-stamp';
import type { ChangeItem, ChangeSummary } from '@/lib/changes/dto';
import { joinSentences } from '@/lib/i18n/sentences';
import { ItemStatusChip, OutcomeChip } from './change-chips';
import { ChangeProblem } from './change-problem';
import { useItemReason } from './use-reason-words';

export type ItemDetailsProps = { gatewayId: string; change: ChangeSummary; item: ChangeItem };

/** Everything that is known of one object of a change. */
export function ItemDetails({ gatewayId, change, item }: ItemDetailsProps) {
  const t = useTranslations('changes');
  const { target, status } = change;
  const plugin = target.kind === 'static_config' ? null : target.plugin;
  const isPlanned = status === 'planned';
  const reason = useItemReason(isPlanned)(item);
  const name = item.objectName || item.objectId;
  const label =
    plugin === null
      ? t('items.diffFile', { name })
      : t('items.diff', { plugin, name: item.objectName || item.objectId });
  const isSame = JSON.stringify(item.before) === JSON.stringify(item.after);
  // Not where the problem is that it could not be read back.
  const isOtherwise = item.verified === false && item.problem === null;
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-center gap-2">
        {target.kind === 'route_plugin' ? (
          <Link
            className="font-medium text-accent hover:underline"
            href={hrefs.route(gatewayId, item.objectId, 'plugins')}
          >
            {name}
          </Link>
        ) : (
          <span className="font-medium">{name}</span>
        )}
        {isPlanned ? null : <ItemStatusChip status={item.status} />}
        {isPlanned || item.outcome !== 'will_change' ? <OutcomeChip outcome={item.outcome} /> : null}
      </div>
      {item.problem ? <ChangeProblem problem={item.problem} /> : null}
      {reason ? <Notice title={t(`outcome.${item.outcome}`)}>{reason}</Notice> : null}
      {isOtherwise || item.otherDifferences.length > 0 ? (
        <Notice tone="warning">
          {joinSentences([
            isOtherwise ? t('items.unverified') : null,
            item.otherDifferences.length > 0 ? t('items.others', { keys: item.otherDifferences.join(', ') }) : null,
          ])}
        </Notice>
      ) : null}
      {isSame ? (
        <p className="text-muted">{t('items.same')}</p>
      ) : (
        <div className="space-y-1">
          {item.before === null ? <p className="text-subtle text-xs">{t('items.absentBefore')}</p> : null}
          <DiffView after={item.after} before={item.before} className="max-h-96" label={label} />
          {item.after === null ? <p className="text-subtle text-xs">{t('items.absentAfter')}</p> : null}
        </div>
      )}
      <Facts className="text-xs">
        {item.chipBefore && plugin ? (
          <Fact name={t('items.inForceBefore')}>
            <PluginChip chip={item.chipBefore} plugin={plugin} />
          </Fact>
        ) : null}
        {item.chipAfter && plugin ? (
          <Fact name={t('items.inForceAfter')}>
            <PluginChip chip={item.chipAfter} plugin={plugin} />
          </Fact>
        ) : null}
        {item.writtenAt === null ? null : (
          <Fact name={t('column.verified')}>
            {t.rich('items.writtenAt', { when: () => <TimeStamp at={item.writtenAt ?? 0} /> })}
            <SentenceGap />
            {item.verified ? t('items.verified') : null}
          </Fact>
        )}
        {item.nodes.length > 0 ? (
          <Fact name={t('items.nodes')}>
            <ul className="space-y-1">
              {item.nodes.map((node) => (
                <li className="flex flex-wrap items-center gap-2" key={node.address}>
                  <code className="font-mono">{node.address}</code>
                  <Chip tone={node.status === 'same' ? 'ok' : node.status === 'different' ? 'server_error' : 'unknown'}>
                    {t(`items.node.${node.status}`)}
                  </Chip>
                  {node.problem ? (
                    <span className="text-subtle">{node.problem.detail ?? node.problem.title}</span>
                  ) : null}
                </li>
              ))}
            </ul>
          </Fact>
        ) : null}
      </Facts>
    </div>
  );
}

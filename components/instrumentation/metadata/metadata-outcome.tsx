'use client';

import { CircleCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { DiffView } from '@/components/ui/diff-view';
import { Notice } from '@/components/ui/notice';
import { SentenceGap } from '@/components/ui/sentence-gap';
import { TimeStamp } from '@/components/ui/time-stamp';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { MetadataResult } from '@/lib/changes/dto';

export type MetadataOutcomeProps = {
  plugin: SwitchedPlugin;
  result: MetadataResult;
  isUndoing: boolean;
  onUndo: () => void;
};

/** What became of a change, as read back from the gateway, and the way back. */
export function MetadataOutcome({ plugin, result, isUndoing, onUndo }: MetadataOutcomeProps) {
  const t = useTranslations('instrumentation.outcome');
  const others = result.nodes.filter(({ status }) => status !== 'same');
  const undo = result.changeId ? (
    <Button disabled={isUndoing} onClick={onUndo} size="sm">
      {t(isUndoing ? 'undoing' : 'undo')}
    </Button>
  ) : null;
  return (
    <div className="space-y-2" data-slot="metadata-outcome">
      {result.verified ? (
        <div className="flex flex-wrap items-center gap-2 rounded-md bg-ok-soft px-3 py-2">
          <CircleCheck aria-hidden className="size-4 shrink-0 text-ok" />
          <span className="min-w-0 flex-1">
            {t('verified')}
            <SentenceGap />
            {t.rich('at', { when: () => <TimeStamp at={result.at} /> })}
          </span>
          {undo}
        </div>
      ) : (
        <>
          <Notice action={undo} title={t('unverified')} tone="warning">
            {t('unverifiedText')}
          </Notice>
          <DiffView after={result.after} before={result.before} label={t('diff', { plugin })} />
        </>
      )}
      {others.length > 0 ? (
        <Notice tone="warning">{t('nodes', { nodes: others.map(({ address }) => address).join(', ') })}</Notice>
      ) : null}
    </div>
  );
}

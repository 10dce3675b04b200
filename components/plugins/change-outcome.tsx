'use client';

import { CircleCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { DiffView } from '@/components/ui/diff-view';
import { Notice } from '@/components/ui/notice';
import { TimeStamp } from '@/components/ui/time-stamp';
import { chip } from '@/lib/apisix/plugins-in-force';
import type { ChangeResult } from '@/lib/changes/dto';
import { useChipWords } from './plugin-chip';

/** What became of a change, as read back from the gateway. */
export function ChangeOutcome({ result }: { result: ChangeResult }) {
  const t = useTranslations('plugins');
  const { text } = useChipWords()(result.plugin, chip(result.state));
  const readBack = t.rich('result.at', { when: () => <TimeStamp at={result.at} /> });
  const others =
    result.otherDifferences.length > 0 ? t('result.others', { keys: result.otherDifferences.join(', ') }) : null;
  if (result.verified)
    return (
      <p className="flex items-start gap-1.5 rounded-md bg-ok-soft px-3 py-2" data-slot="change-outcome">
        <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
        <span>
          {t('result.verified', { state: text })} {readBack}
        </span>
      </p>
    );
  return (
    <div className="space-y-2" data-slot="change-outcome" role="alert">
      <Notice title={t('result.unverified')} tone="warning">
        {t('result.unverifiedText')} {others} {readBack}
      </Notice>
      <DiffView after={result.after} before={result.before} label={t('plan.diff', { plugin: result.plugin })} />
    </div>
  );
}

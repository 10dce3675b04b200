'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Card, CardBody, CardHeader, CardTitle } from '@/components/ui/card';
import { LiveRegion } from '@/components/ui/live-region';
import { Notice } from '@/components/ui/notice';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { toast } from '@/components/ui/toast';
import type { RouteDetail } from '@/lib/apisix/dto';
import { chip, type SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { ChangeResult, PluginWish } from '@/lib/changes/dto';
import { ChangeConflict } from './change-conflict';
import { ChangeOutcome } from './change-outcome';
import { ChangeReview } from './change-review';
import { PluginChip, useChipWords } from './plugin-chip';
import { PluginConsequence } from './plugin-consequence';
import { PluginCopies } from './plugin-copies';
import { PluginForm } from './plugin-form';
import { PluginStateText } from './plugin-state-text';
import { usePluginChange } from './use-plugin-change';

export type PluginCardProps = { gatewayId: string; detail: RouteDetail; plugin: SwitchedPlugin };

/** One plugin of a route: what is in force, the switch, and each change from preview to what was read back. */
export function PluginCard({ gatewayId, detail, plugin }: PluginCardProps) {
  const t = useTranslations('plugins');
  const state = detail[plugin];
  const { summary, writeBlocked } = detail;
  const change = usePluginChange(gatewayId, summary.id, plugin);
  const [wish, setWish] = useState<PluginWish | null>(null);
  const chipWords = useChipWords();
  const wordsOf = (result: ChangeResult) => chipWords(plugin, chip(result.state)).text;
  const isPlanCurrent = change.planned !== null && JSON.stringify(change.planned.wish) === JSON.stringify(wish);
  const error = change.planError ?? (change.overtaken ? null : change.applyError);

  const handleApply = () =>
    change.apply((result) => {
      if (result.verified)
        void toast('success', t('result.toast', { plugin, route: summary.name || summary.id, state: wordsOf(result) }));
    });
  return (
    <Card data-plugin={plugin}>
      <CardHeader>
        <CardTitle className="font-mono">{plugin}</CardTitle>
        <PluginChip chip={chip(state)} plugin={plugin} />
        <span className="text-subtle text-xs">{t(`intro.${plugin}`)}</span>
      </CardHeader>
      <CardBody className="space-y-3">
        <div className="space-y-1">
          <PluginStateText state={state} />
          <PluginConsequence state={state} />
        </div>
        <PluginCopies state={state} />
        {writeBlocked ? <Notice>{t(`blocked.${writeBlocked}`, { owner: summary.managedBy ?? '' })}</Notice> : null}
        <PluginForm
          isBlocked={writeBlocked !== null}
          isPlanning={change.isPlanning}
          isReviewed={isPlanCurrent}
          onDiscard={change.discard}
          onPreview={change.preview}
          onWishChange={setWish}
          state={state}
        />
        {change.overtaken ? (
          <ChangeConflict
            after={change.planned?.plan ?? null}
            before={change.overtaken}
            isLoading={change.isPlanning}
            onPreview={() => wish && change.preview(wish)}
          />
        ) : null}
        {error ? (
          <ProblemPanel
            onRetry={() => (change.planError ? wish && change.preview(wish) : handleApply())}
            problem={error.problem}
            retrying={change.isPlanning || change.isApplying}
          />
        ) : null}
        {change.planned && isPlanCurrent ? (
          <ChangeReview
            isApplying={change.isApplying}
            isBlocked={writeBlocked !== null}
            onApply={handleApply}
            onBack={change.discard}
            plan={change.planned.plan}
          />
        ) : null}
        {change.result && !isPlanCurrent ? <ChangeOutcome result={change.result} /> : null}
        <LiveRegion>
          {change.result?.verified ? t('result.verified', { state: wordsOf(change.result) }) : ''}
        </LiveRegion>
      </CardBody>
    </Card>
  );
}

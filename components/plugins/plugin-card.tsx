'use client';

import { useTranslations } from 'next-intl';
import { Card, CardBody, CardHeader, CardTitle } from '@/components/ui/card';
import { LiveRegion } from '@/components/ui/live-region';
import { Notice } from '@/components/ui/notice';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { toast } from '@/components/ui/toast';
import type { RouteDetail } from '@/lib/apisix/dto';
import { chip, type SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { ChangeResult } from '@/lib/changes/dto';
import { ChangeConflict } from './change-conflict';
import { ChangeOutcome } from './change-outcome';
import { ChangeReview } from './change-review';
import { GatewayFacts } from './gateway-facts';
import { PluginChip, useChipWords } from './plugin-chip';
import { PluginConsequence } from './plugin-consequence';
import { PluginCopies } from './plugin-copies';
import { PluginForm } from './plugin-form';
import { PluginStateText } from './plugin-state-text';
import { usePluginChange } from './use-plugin-change';
import { usePluginDraft } from './use-plugin-draft';

export type PluginCardProps = { gatewayId: string; detail: RouteDetail; plugin: SwitchedPlugin };

/** One plugin of a route: what is in force, the switch, and each change from preview to what was read back. */
export function PluginCard({ gatewayId, detail, plugin }: PluginCardProps) {
  const t = useTranslations('plugins');
  const state = detail[plugin];
  const { summary, writeBlocked } = detail;
  const change = usePluginChange(gatewayId, summary.id, plugin);
  const draft = usePluginDraft(state);
  const { wish } = draft;
  const chipWords = useChipWords();
  const wordsOf = (result: ChangeResult) => chipWords(plugin, chip(result.state)).text;
  const isPlanCurrent = change.planned !== null && JSON.stringify(change.planned.wish) === JSON.stringify(wish);
  const error = change.planError ?? (change.overtaken ? null : change.applyError);
  const preview = () => wish && change.preview(wish);

  const handleApply = (revertAt: number | null) =>
    change.apply(revertAt, (result) => {
      draft.discard();
      if (result.verified)
        void toast('success', t('result.toast', { plugin, route: summary.name || summary.id, state: wordsOf(result) }));
    });
  const handleDiscard = () => {
    draft.discard();
    change.discard();
  };
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
        <GatewayFacts gatewayId={gatewayId} plugin={plugin} />
        <PluginCopies state={state} />
        {writeBlocked ? (
          <Notice>{t(`blocked.${writeBlocked}`, { owner: summary.managedBy ?? '' })}</Notice>
        ) : summary.managedBy ? (
          <Notice tone="warning">{t('managedPerhaps', { owner: summary.managedBy })}</Notice>
        ) : null}
        <PluginForm
          draft={draft}
          gatewayId={gatewayId}
          isPlanning={change.isPlanning}
          isReviewed={isPlanCurrent}
          onDiscard={handleDiscard}
          onPreview={change.preview}
          plugin={plugin}
          routeId={summary.id}
        />
        {change.overtaken && !change.planned ? (
          <ChangeConflict
            absent={t('conflict.absent')}
            isLoading={change.isPlanning}
            onBack={change.discard}
            onPreview={preview}
            onTakeTheirs={handleDiscard}
            versions={change.overtaken}
          />
        ) : null}
        {error ? (
          <ProblemPanel onRetry={preview} problem={error.problem} retrying={change.isPlanning || change.isApplying} />
        ) : null}
        {change.planned && isPlanCurrent ? (
          <ChangeReview
            isApplying={change.isApplying}
            blocked={writeBlocked}
            onApply={handleApply}
            onBack={change.discard}
            plan={change.planned.plan}
            routeName={summary.name}
          />
        ) : null}
        {change.result && !isPlanCurrent ? (
          <ChangeOutcome gatewayId={gatewayId} result={change.result} revertAt={change.revertAt} />
        ) : null}
      </CardBody>
      <LiveRegion>{change.result?.verified ? t('result.verified', { state: wordsOf(change.result) }) : ''}</LiveRegion>
    </Card>
  );
}

'use client';

import { useTranslations } from 'next-intl';
import { anchors } from '@/components/instrumentation/check-list';
import { Undone } from '@/components/instrumentation/undone';
import { ChangeConflict } from '@/components/plugins/change-conflict';
import { Card, CardBody, CardHeader, CardTitle } from '@/components/ui/card';
import { LiveRegion } from '@/components/ui/live-region';
import { Notice } from '@/components/ui/notice';
import { ProblemPanel } from '@/components/ui/problem-panel';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { GatewayInstrumentation } from '@/lib/instrumentation/dto';
import { MetadataForm } from './metadata-form';
import { MetadataOutcome } from './metadata-outcome';
import { MetadataReview } from './metadata-review';
import { useMetadataChange } from './use-metadata-change';

export type MetadataCardProps = { data: GatewayInstrumentation; plugin: SwitchedPlugin };

/** One plugin's metadata object: what the Admin API can set for the whole gateway, at once and without a reload. */
export function MetadataCard({ data, plugin }: MetadataCardProps) {
  const t = useTranslations('instrumentation');
  const change = useMetadataChange(data.gatewayId, plugin);
  const { metadata, writeBlocked } = data;
  const config = metadata?.[plugin] ?? null;
  return (
    <Card data-plugin={plugin} id={anchors[plugin === 'opentelemetry' ? 'traces' : 'metrics']}>
      <CardHeader>
        <CardTitle>{t(`${plugin}.title`)}</CardTitle>
        <span className="text-subtle text-xs">{t(`${plugin}.intro`)}</span>
      </CardHeader>
      <CardBody className="space-y-3">
        {metadata === null ? (
          <p className="text-muted">{t('metadataUnread')}</p>
        ) : (
          <>
            {plugin === 'opentelemetry' && !data.needsMetadata ? <Notice>{t('opentelemetry.old')}</Notice> : null}
            {config === null ? <p className="text-pretty text-muted">{t(`${plugin}.absent`)}</p> : null}
            {writeBlocked ? <Notice>{t(`blocked.${writeBlocked}`)}</Notice> : null}
            <MetadataForm
              disablable={data.disablable}
              gatewayId={data.gatewayId}
              isPlanning={change.isPlanning}
              isReviewed={change.planned !== null}
              key={change.round}
              onEdit={() => {
                if (change.planned || change.error) change.discard();
              }}
              onPreview={change.preview}
              plugin={plugin}
              saved={config}
            />
          </>
        )}
        {change.overtaken && !change.planned ? (
          <ChangeConflict
            absent={t('noObject')}
            isLoading={change.isPlanning}
            onBack={change.discard}
            onPreview={change.previewAgain}
            onTakeTheirs={change.takeTheirs}
            versions={change.overtaken}
          />
        ) : null}
        {change.error ? <ProblemPanel problem={change.error.problem} /> : null}
        {change.planned ? (
          <MetadataReview
            blocked={writeBlocked}
            isApplying={change.isApplying}
            onApply={change.apply}
            onBack={change.discard}
            plan={change.planned}
          />
        ) : null}
        {change.result ? (
          <MetadataOutcome isUndoing={change.isUndoing} onUndo={change.undo} plugin={plugin} result={change.result} />
        ) : null}
        {change.undone ? <Undone summary={change.undone} text={t('outcome.undone')} /> : null}
      </CardBody>
      <LiveRegion>
        {change.result?.verified ? t('outcome.verified') : change.undone?.counts.written ? t('outcome.undone') : ''}
      </LiveRegion>
    </Card>
  );
}

'use client';

import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { hrefs } from '@/components/shell/hrefs';
import { Card, CardBody } from '@/components/ui/card';
import { Fact, Facts } from '@/components/ui/facts';
import { LiveRegion } from '@/components/ui/live-region';
import { Notice } from '@/components/ui/notice';
import { TimeStamp } from '@/components/ui/time-stamp';
import type { ChangeSummary } from '@/lib/changes/dto';
import { joinSentences } from '@/lib/i18n/sentences';
import { formatDuration } from '@/lib/telemetry/format';
import { ChangeStatusChip } from './change-chips';
import { ChangeControls } from './change-controls';
import { ChangeProgress } from './change-progress';
import { TimedState } from './timed-state';
import { useChangeWords } from './use-change-words';
import { useReasonWords } from './use-reason-words';
import { VerifiedState } from './verified-state';
import { WorseRoutes } from './worse-routes';

export type ChangeHeadProps = { gatewayId: string; change: ChangeSummary; title: string };

/** What the change is, how far it came, and what can be done with it. */
export function ChangeHead({ gatewayId, change, title }: ChangeHeadProps) {
  const t = useTranslations('changes');
  const format = useFormatter();
  const words = useChangeWords();
  const { status, counts, options, origin } = change;
  const reason = useReasonWords()(change.reason);
  const isPlanned = status === 'planned';
  const link = (id: string) =>
    function LinkTo(text: ReactNode) {
      return (
        <Link className="text-accent underline" href={hrefs.change(gatewayId, id)}>
          {text}
        </Link>
      );
    };
  return (
    <Card className="mx-4 mt-4 shrink-0 max-sm:mx-2">
      <CardBody className="space-y-3">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <h1 className="min-w-0 text-lg font-semibold [overflow-wrap:anywhere]">{title}</h1>
          <span className="text-muted">{words.on(change)}</span>
          <ChangeStatusChip change={change} />
          <TimedState change={change} />
          <div className="ml-auto flex flex-wrap gap-2">
            <ChangeControls change={change} gatewayId={gatewayId} />
          </div>
        </div>
        <LiveRegion>{`${t(`status.${status}`)} ${words.progress(change)}`}</LiveRegion>
        {isPlanned ? null : <ChangeProgress change={change} />}
        {reason || status === 'halted' || status === 'interrupted' || status === 'stopped' ? (
          <Notice
            title={t(`status.${status}`)}
            tone={status === 'halted' || status === 'interrupted' ? 'warning' : 'info'}
          >
            {joinSentences([
              reason,
              t(`statusWhy.${status}`),
              status === 'done' ? null : t('one.wasWritten', { count: counts.written }),
              status === 'done' ? null : t('one.notWritten', { count: counts.waiting + counts.skipped }),
              counts.writing > 0 ? t('one.inFlight', { count: counts.writing }) : null,
            ])}
            {change.reason?.code === 'worsened' ? <WorseRoutes gatewayId={gatewayId} reason={change.reason} /> : null}
          </Notice>
        ) : null}
        <Facts className="text-xs">
          <Fact name={t('one.who')}>
            {change.actor} <span className="text-subtle">{t(`origin.${origin}`)}</span>
          </Fact>
          <Fact name={t(isPlanned ? 'one.plannedAt' : 'one.when')}>
            <TimeStamp at={change.at} />
            {change.endedAt === null ? null : (
              <span className="text-subtle">
                {t('one.ended', { duration: formatDuration((change.endedAt - change.at) * 1000) })}
              </span>
            )}
          </Fact>
          {isPlanned ? null : (
            <Fact name={t('column.verified')}>
              <VerifiedState change={change} />
            </Fact>
          )}
          {options === null ? null : (
            <>
              <Fact name={t('one.steps')}>
                {options.steps.length > 1
                  ? t('one.stepsText', {
                      steps: format.list(
                        options.steps.map((step) => `${step} %`),
                        { style: 'narrow' },
                      ),
                      wait: formatDuration(options.waitS * 1_000_000),
                    })
                  : t('one.allAtOnce')}
              </Fact>
              <Fact name={t('one.halt')}>
                {options.halt === null
                  ? t('one.haltNever')
                  : t('one.haltText', {
                      points: options.halt.errorRatePoints,
                      latency: `${options.halt.latencyPercent} %`,
                    })}
              </Fact>
            </>
          )}
          <Fact name={t('one.id')}>
            <code className="font-mono">{change.id}</code>
          </Fact>
        </Facts>
        {change.undoOf === null ? null : (
          <p className="text-xs">
            {t.rich(origin === 'timer' ? 'undo.restoreOf' : 'undo.of', { link: link(change.undoOf) })}
          </p>
        )}
        {change.undoneBy === null ? null : (
          <p className="text-xs">{t.rich('undo.undoneBy', { link: link(change.undoneBy) })}</p>
        )}
      </CardBody>
    </Card>
  );
}

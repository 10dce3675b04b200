'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Undone } from '@/components/instrumentation/undone';
import { Button } from '@/components/ui/button';
import { LiveRegion } from '@/components/ui/live-region';
import { Notice } from '@/components/ui/notice';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { SentenceGap } from '@/components/ui/sentence-gap';
import { TimeStamp } from '@/components/ui/time-stamp';
import { undoAtOnce } from '@/lib/changes/queries';
import type { GatewayInstrumentation, StaticFile } from '@/lib/instrumentation/dto';
import { applyStaticFile, instrumentationKeys, planStaticFile } from '@/lib/instrumentation/queries';
import type { StaticWish } from '@/lib/instrumentation/static/settings';
import { StaticFaultNotice } from './static-fault';
import { StaticForm } from './static-form';
import { StaticOutcome } from './static-outcome';

/** The file that the server may read. Its secrets stay there, so the server edits it and shows what would change. */
export function MountedConfig({ data, file }: { data: GatewayInstrumentation; file: StaticFile }) {
  const t = useTranslations('instrumentation.static');
  const { gatewayId } = data;
  const queryClient = useQueryClient();
  const [wish, setWish] = useState<StaticWish>({});
  /** The text that the form was filled from: while something is typed, another hand's change does not take it away. */
  const [filledFrom, setFilledFrom] = useState(file.seen);
  const isIdle = Object.keys(wish).length === 0;
  if (isIdle && filledFrom !== file.seen) setFilledFrom(file.seen);
  const refresh = () => queryClient.invalidateQueries({ queryKey: instrumentationKeys.gateway(gatewayId) });
  const plan = useMutation({ mutationFn: (wished: StaticWish) => planStaticFile(gatewayId, wished) });
  const apply = useMutation({
    mutationFn: () => applyStaticFile(gatewayId, wish, plan.data?.seen ?? ''),
    onSuccess: async () => {
      plan.reset();
      setWish({});
      await refresh();
    },
    onError: async (error) => {
      if (error.problem.code !== 'conflict') return;
      plan.reset();
      await refresh();
    },
  });
  const undo = useMutation({
    mutationFn: (changeId: string) => undoAtOnce(gatewayId, changeId),
    onSuccess: async () => {
      apply.reset();
      await refresh();
    },
  });
  const error = plan.error ?? apply.error ?? undo.error;
  const { content, obstacle } = file;
  const handleWish = (next: StaticWish) => {
    setWish(next);
    plan.reset();
    apply.reset();
    undo.reset();
  };
  return (
    <div className="space-y-3">
      <LiveRegion>{apply.data?.verified ? t('written') : undo.data?.counts.written ? t('undone') : ''}</LiveRegion>
      <p className="text-muted">
        {t.rich('file', {
          file: () => <code className="font-mono text-fg break-all">{file.file}</code>,
          when: () => <TimeStamp at={file.modifiedAt} />,
        })}
      </p>
      {obstacle ? <Notice title={t(`obstacle.${obstacle}.title`)}>{t(`obstacle.${obstacle}.text`)}</Notice> : null}
      {file.fault ? <StaticFaultNotice {...file.fault} /> : null}
      {content ? (
        <>
          <StaticForm data={data} key={filledFrom} onWish={handleWish} reading={content} />
          {plan.data ? null : (
            <Button disabled={isIdle || plan.isPending} onClick={() => plan.mutate(wish)} variant="primary">
              {t(plan.isPending ? 'previewing' : 'preview')}
            </Button>
          )}
          {error ? <ProblemPanel problem={error.problem} /> : null}
          {plan.data ? (
            <StaticOutcome
              after={plan.data.after}
              before={plan.data.before}
              data={data}
              isMasked={plan.data.isMasked}
              kind={content.kind}
              need={plan.data.need}
              write={
                obstacle
                  ? null
                  : {
                      isBusy: apply.isPending,
                      label: t(apply.isPending ? 'writing' : 'write'),
                      onWrite: () => apply.mutate(),
                    }
              }
            />
          ) : null}
        </>
      ) : null}
      {apply.data ? (
        <div className="flex flex-wrap items-center gap-2 rounded-md bg-ok-soft px-3 py-2" data-slot="static-written">
          <CircleCheck aria-hidden className="size-4 shrink-0 text-ok" />
          <span className="min-w-0 flex-1">
            {t(apply.data.verified ? 'written' : 'writtenUnverified')}
            <SentenceGap />
            {apply.data.backup
              ? t.rich('backup', {
                  file: () => <code className="font-mono text-xs break-all">{apply.data.backup}</code>,
                })
              : null}
            <SentenceGap />
            {t(`need.${apply.data.need}`)}
          </span>
          {apply.data.changeId ? (
            <Button
              disabled={undo.isPending}
              onClick={() => apply.data.changeId && undo.mutate(apply.data.changeId)}
              size="sm"
            >
              {t(undo.isPending ? 'undoing' : 'undo')}
            </Button>
          ) : null}
        </div>
      ) : null}
      {undo.data ? <Undone summary={undo.data} text={t('undone')} /> : null}
    </div>
  );
}

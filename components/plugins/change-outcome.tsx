'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, CircleHelp, Undo2 } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { hrefs } from '@/components/shell/hrefs';
import { Button, buttonVariants } from '@/components/ui/button';
import { DiffView } from '@/components/ui/diff-view';
import { Notice } from '@/components/ui/notice';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { SentenceGap } from '@/components/ui/sentence-gap';
import { TimeStamp } from '@/components/ui/time-stamp';
import { useNowMs } from '@/components/ui/use-now';
import { chip } from '@/lib/apisix/plugins-in-force';
import type { ChangeResult, NodeCheck } from '@/lib/changes/dto';
import { changeKeys, undoChange } from '@/lib/changes/queries';
import { joinSentences } from '@/lib/i18n/sentences';
import { useChipWords } from './plugin-chip';

export type ChangeOutcomeProps = { gatewayId: string; result: ChangeResult; revertAt: number | null };

/** What became of a change, as read back from the gateway and its nodes, and the way to its record and back. */
export function ChangeOutcome({ gatewayId, result, revertAt }: ChangeOutcomeProps) {
  const t = useTranslations('plugins');
  const timing = useTranslations('changes.timing');
  const now = useNowMs();
  const { text } = useChipWords()(result.plugin, chip(result.state));
  const readBack = t.rich('result.at', { when: () => <TimeStamp at={result.at} /> });
  const others =
    result.otherDifferences.length > 0 ? t('result.others', { keys: result.otherDifferences.join(', ') }) : null;
  return (
    <div className="space-y-2" data-slot="change-outcome" {...(result.verified ? {} : { role: 'alert' })}>
      {result.verified ? (
        <p className="flex items-start gap-1.5 rounded-md bg-ok-soft px-3 py-2">
          <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
          <span>
            {t('result.verified', { state: text })}
            <SentenceGap />
            {readBack}
          </span>
        </p>
      ) : (
        <>
          <Notice title={t('result.unverified')} tone="warning">
            {joinSentences([t('result.unverifiedText'), others])}
            <SentenceGap />
            {readBack}
          </Notice>
          <DiffView after={result.after} before={result.before} label={t('plan.diff', { plugin: result.plugin })} />
        </>
      )}
      {/* What became of it at that time is told by its record. */}
      {revertAt === null || revertAt <= now ? null : (
        <p>{timing.rich('restored', { when: () => <TimeStamp at={revertAt} isAhead /> })}</p>
      )}
      <Nodes nodes={result.nodes} />
      {result.changeId === null ? null : <Record changeId={result.changeId} gatewayId={gatewayId} />}
    </div>
  );
}

const nodeIcons: Record<NodeCheck['status'], typeof CircleCheck> = {
  same: CircleCheck,
  different: CircleAlert,
  unanswered: CircleHelp,
};
const nodeColours: Record<NodeCheck['status'], string> = {
  same: 'text-ok',
  different: 'text-server-error',
  unanswered: 'text-subtle',
};

/** What each node really runs, by its Control API. */
function Nodes({ nodes }: { nodes: readonly NodeCheck[] }) {
  const t = useTranslations('plugins.result');
  if (nodes.length === 0) return null;
  return (
    <ul aria-label={t('nodes')} className="space-y-0.5 text-xs">
      {nodes.map(({ address, status, problem }) => {
        const Icon = nodeIcons[status];
        return (
          <li className="flex items-start gap-1.5" data-status={status} key={address}>
            <Icon aria-hidden className={`mt-0.5 size-3.5 shrink-0 ${nodeColours[status]}`} />
            <span className="min-w-0 break-words">
              <code className="font-mono">{address}</code> {t(`node.${status}`)} {problem?.detail}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function Record({ gatewayId, changeId }: { gatewayId: string; changeId: string }) {
  const t = useTranslations('plugins.result');
  const router = useRouter();
  const queryClient = useQueryClient();
  const undo = useMutation({
    mutationFn: () => undoChange(gatewayId, changeId),
    onSuccess: (planned) => {
      queryClient.setQueryData(changeKeys.one(gatewayId, planned.id), planned);
      router.push(hrefs.change(gatewayId, planned.id));
    },
  });
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Button disabled={undo.isPending} onClick={() => undo.mutate()}>
          <Undo2 aria-hidden />
          {t('undo')}
        </Button>
        <Link className={buttonVariants({ variant: 'ghost' })} href={hrefs.change(gatewayId, changeId)}>
          {t('record')}
        </Link>
      </div>
      {undo.error ? (
        <ProblemPanel onRetry={() => undo.mutate()} problem={undo.error.problem} retrying={undo.isPending} />
      ) : null}
    </>
  );
}

'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { AlarmClockOff, Pause, Play, RotateCw, Square } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { ChangeAction, ChangeSummary } from '@/lib/changes/dto';
import { changeKeys, controlChange } from '@/lib/changes/queries';
import { canUndo, retryCount } from './change-words';
import { UndoButton } from './undo-button';
import { useWhy } from './use-reason-words';

/** Which buttons a change has in its present state. */
export function possibleActions(change: ChangeSummary): ChangeAction[] {
  const { status, revertState, undoneBy } = change;
  const isOver = undoneBy !== null || revertState === 'done' || revertState === 'failed';
  const actions: ChangeAction[] = [];
  if (status === 'running') actions.push('pause');
  if (status === 'paused' || status === 'halted' || status === 'interrupted') actions.push('resume');
  if (status === 'running' || status === 'paused' || status === 'halted' || status === 'interrupted')
    actions.push('stop');
  if (status !== 'running' && status !== 'planned' && !isOver && retryCount(change) > 0) actions.push('retry');
  if (revertState === 'waiting') actions.push('cancel_revert');
  return actions;
}

const icons = { pause: Pause, resume: Play, stop: Square, retry: RotateCw, cancel_revert: AlarmClockOff } as const;

/** Pause, resume, stop, retry, keep on, undo: what is possible now. */
export function ChangeControls({ gatewayId, change }: { gatewayId: string; change: ChangeSummary }) {
  const t = useTranslations('changes.one');
  const queryClient = useQueryClient();
  const why = useWhy();
  const control = useMutation({
    mutationFn: (action: ChangeAction) => controlChange(gatewayId, change.id, action),
    onSuccess: (next) => queryClient.setQueryData(changeKeys.one(gatewayId, change.id), next),
    onError: ({ problem }) => void toast('error', t('controlFailed'), { description: why(problem) }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: changeKeys.one(gatewayId, change.id) }),
  });
  const label = (action: ChangeAction): string => {
    if (action === 'retry') return t('retry', { count: retryCount(change) });
    return t(action === 'cancel_revert' ? 'cancelRevert' : action);
  };
  return (
    <>
      {possibleActions(change).map((action) => {
        const Icon = icons[action];
        return (
          <Button
            disabled={control.isPending}
            key={action}
            onClick={() => control.mutate(action)}
            title={
              action === 'cancel_revert'
                ? t('cancelRevertHint')
                : action === 'stop'
                  ? t('stopNamed', { count: change.counts.waiting })
                  : undefined
            }
            variant={action === 'stop' ? 'danger' : 'outline'}
          >
            <Icon aria-hidden />
            {label(action)}
          </Button>
        );
      })}
      {canUndo(change) ? <UndoButton change={change} gatewayId={gatewayId} /> : null}
    </>
  );
}

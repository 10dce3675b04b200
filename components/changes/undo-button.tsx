'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useFormatter, useTranslations } from 'next-intl';
import { hrefs } from '@/components/shell/hrefs';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { ChangeSummary } from '@/lib/changes/dto';
import { changeKeys, undoChange } from '@/lib/changes/queries';
import { useChangeWords } from './use-change-words';
import { useWhy } from './use-reason-words';

export type UndoButtonProps = { gatewayId: string; change: ChangeSummary; size?: 'sm' | 'md'; tabIndex?: number };

/** Plans the undo and opens it: nothing is written before it was looked at. Where it is refused, the reason is said. */
export function UndoButton({ gatewayId, change, size = 'md', tabIndex }: UndoButtonProps) {
  const t = useTranslations('changes.undo');
  const router = useRouter();
  const format = useFormatter();
  const queryClient = useQueryClient();
  const what = useChangeWords().what(change);
  const why = useWhy();
  const undo = useMutation({
    mutationFn: () => undoChange(gatewayId, change.id),
    onSuccess: (planned) => {
      queryClient.setQueryData(changeKeys.one(gatewayId, planned.id), planned);
      router.push(hrefs.change(gatewayId, planned.id));
    },
    onError: ({ problem }) => void toast('error', t('conflict'), { description: why(problem) }),
  });
  return (
    <Button
      aria-label={t('named', {
        what,
        when: format.dateTime(new Date(change.at), { dateStyle: 'short', timeStyle: 'short' }),
      })}
      disabled={undo.isPending}
      onClick={() => undo.mutate()}
      size={size}
      tabIndex={tabIndex}
    >
      <Undo2 aria-hidden />
      {t('action')}
    </Button>
  );
}

'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { hrefs } from '@/components/shell/hrefs';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ProblemPanel } from '@/components/ui/problem-panel';
import type { BulkPlanInput } from '@/lib/changes/dto';
import { changeKeys, planBulk } from '@/lib/changes/queries';
import { BulkFields } from './bulk-fields';
import { initialBulk, toBulkWish } from './bulk-wish';

export type BulkDialogProps = {
  gatewayId: string;
  routes: BulkPlanInput['routes'];
  count: number;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

/** What is to be done with the chosen routes. It ends in a dry run, never in a write. */
export function BulkDialog({ gatewayId, routes, count, open, onOpenChange }: BulkDialogProps) {
  const t = useTranslations('changes.bulk');
  const router = useRouter();
  const queryClient = useQueryClient();
  const [values, setValues] = useState(initialBulk);
  const wish = toBulkWish(values);
  const plan = useMutation({
    mutationFn: (input: BulkPlanInput) => planBulk(gatewayId, input),
    onSuccess: (planned) => {
      queryClient.setQueryData(changeKeys.one(gatewayId, planned.id), planned);
      router.push(hrefs.change(gatewayId, planned.id));
    },
  });
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (wish) plan.mutate({ plugin: values.plugin, wish, routes });
  };
  return (
    <Dialog onOpenChange={onOpenChange} open={open} title={t('title', { count })}>
      <form className="space-y-4 overflow-auto px-4 py-3" noValidate onSubmit={handleSubmit}>
        <BulkFields gatewayId={gatewayId} onChange={setValues} values={values} />
        {plan.error ? <ProblemPanel problem={plan.error.problem} /> : null}
        <div className="flex flex-wrap items-center gap-3">
          <Button disabled={wish === null || plan.isPending} type="submit" variant="primary">
            {plan.isPending ? t('planning') : t('dryRun', { count })}
          </Button>
          <p className="text-muted text-xs">{t('nothingWritten')}</p>
        </div>
      </form>
    </Dialog>
  );
}

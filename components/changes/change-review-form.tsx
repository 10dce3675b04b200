'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Card, CardBody, CardHeader, CardTitle } from '@/components/ui/card';
import { Notice } from '@/components/ui/notice';
import { TimeStamp } from '@/components/ui/time-stamp';
import { useNowMs } from '@/components/ui/use-now';
import type { ChangeSummary, StartInput } from '@/lib/changes/dto';
import { changeKeys, startChange } from '@/lib/changes/queries';
import { ChangeProblem } from './change-problem';
import { OutcomeChoice } from './outcome-choice';
import { ReviewOptions } from './review-options';
import { chosenCount, initialReview, toStartInput } from './review-values';

/** After this long a dry run says when it was made. */
const oldMs = 5 * 60_000;

/** A dry run before it is started: which routes, how, for how long. */
export function ChangeReviewForm({ gatewayId, change }: { gatewayId: string; change: ChangeSummary }) {
  const t = useTranslations('changes.review');
  const queryClient = useQueryClient();
  const now = useNowMs();
  const [values, setValues] = useState(() => initialReview(change));
  const isRoutes = change.target.kind === 'route_plugin';
  const start = useMutation({
    mutationFn: (input: StartInput) => startChange(gatewayId, change.id, input),
    onSuccess: (running) => queryClient.setQueryData(changeKeys.one(gatewayId, change.id), running),
    onError: () => queryClient.invalidateQueries({ queryKey: changeKeys.one(gatewayId, change.id) }),
  });
  const count = chosenCount(change, values);
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    const input = toStartInput(values, Date.now());
    if (input) start.mutate(input);
  };
  const applyLabel = !isRoutes ? 'applyMetadata' : change.origin === 'undo' ? 'undoApply' : 'apply';
  return (
    <Card className="mx-4 mt-4 shrink-0 max-sm:mx-2">
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
      </CardHeader>
      <CardBody>
        <form className="space-y-4" noValidate onSubmit={handleSubmit}>
          {now - change.at > oldMs ? (
            <Notice>{t.rich('old', { when: () => <TimeStamp at={change.at} /> })}</Notice>
          ) : null}
          <OutcomeChoice
            chosen={values.outcomes}
            counts={change.outcomes}
            onChange={(outcomes) => setValues({ ...values, outcomes })}
          />
          <ReviewOptions isUndo={change.origin !== 'person'} onChange={setValues} total={count} values={values} />
          {start.error ? <ChangeProblem problem={start.error.problem} /> : null}
          <div className="flex flex-wrap items-center gap-3">
            <Button
              disabled={count === 0 || start.isPending || toStartInput(values, now) === null}
              type="submit"
              variant="primary"
            >
              {start.isPending ? t('starting') : t(applyLabel, { count })}
            </Button>
            {count === 0 ? <p className="text-muted">{t('nothing')}</p> : null}
          </div>
        </form>
      </CardBody>
    </Card>
  );
}

'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useId, useMemo, useState } from 'react';
import { hrefs } from '@/components/shell/hrefs';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { Loading } from '@/components/ui/loading';
import { Popover } from '@/components/ui/popover';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import type { Call } from '@/lib/deepflow/dto';
import { telemetryQueries } from '@/lib/deepflow/queries';
import { CandidateLink } from './candidate-link';
import { callIdFrom, candidatesFor } from './prepare-candidates';

export type ComparePickerProps = {
  gatewayId: string;
  callId: string;
  routeId: string;
  /** A comparison is on screen already: the choice takes the place of its second call. */
  replaces?: boolean;
};

/** Chooses another call of the same route to hold this one against. */
export function ComparePicker(props: ComparePickerProps) {
  const t = useTranslations('spans.picker');
  return (
    <Popover
      className="w-88"
      label={t('label')}
      trigger={(trigger) => (
        <Button size="sm" {...trigger}>
          {t(props.replaces ? 'other' : 'open')}
        </Button>
      )}
    >
      {(close) => <Choices {...props} onChosen={close} />}
    </Popover>
  );
}

function Choices(props: ComparePickerProps & { onChosen: () => void }) {
  const { gatewayId, callId } = props;
  const t = useTranslations('spans.picker');
  const detail = useQuery(telemetryQueries.call(gatewayId, callId));
  return (
    <div className="flex flex-col gap-3 p-1 text-xs">
      <h2 className="font-semibold">{t('label')}</h2>
      {detail.data ? (
        <Suggested {...props} call={detail.data.call} />
      ) : detail.error ? (
        <ProblemPanel onRetry={() => detail.refetch()} problem={detail.error.problem} retrying={detail.isFetching} />
      ) : (
        <PickerSkeleton />
      )}
      <ByHand {...props} />
    </div>
  );
}

const hourUs = 3_600_000_000;

function Suggested({ gatewayId, routeId, call, onChosen }: ComparePickerProps & { call: Call; onChosen: () => void }) {
  const t = useTranslations('spans.picker');
  const range = useMemo(
    () => ({
      fromMs: Math.floor((call.startUs - hourUs) / 1000),
      toMs: Math.ceil(call.startUs / 1000) + 60_000,
      tickMs: Math.floor(call.startUs / 1000),
    }),
    [call.startUs],
  );
  const query = useInfiniteQuery(telemetryQueries.calls({ gatewayId, routeId, range }, {}));
  const calls = useMemo(() => query.data?.pages.flatMap((page) => page.calls) ?? [], [query.data]);
  const { median, fastest, among } = useMemo(() => candidatesFor(call, calls), [call, calls]);
  if (query.data === undefined)
    return query.error ? (
      <ProblemPanel onRetry={() => query.refetch()} problem={query.error.problem} retrying={query.isFetching} />
    ) : (
      <PickerSkeleton />
    );
  if (median === null) return <p className="text-muted">{t('none')}</p>;
  const link = { gatewayId, callId: call.id, routeId, onChosen };
  return (
    <ul className="flex flex-col gap-1">
      <li>
        <CandidateLink {...link} candidate={median} title={t('median', { count: among })} />
      </li>
      {fastest === null ? (
        <li className="px-2 text-muted">{t('noFastest')}</li>
      ) : (
        <li>
          <CandidateLink {...link} candidate={fastest} title={t('fastest')} />
        </li>
      )}
    </ul>
  );
}

function ByHand({ gatewayId, callId, routeId, onChosen }: ComparePickerProps & { onChosen: () => void }) {
  const t = useTranslations('spans.picker');
  const router = useRouter();
  const id = useId();
  const [text, setText] = useState('');
  const [fault, setFault] = useState<'unreadable' | 'same' | null>(null);
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    const other = callIdFrom(text);
    if (other === null || other === callId) return setFault(other === null ? 'unreadable' : 'same');
    onChosen();
    router.push(`${hrefs.compareTraces(gatewayId, callId, other)}?${new URLSearchParams({ route: routeId })}` as Route);
  };
  return (
    <form className="flex flex-col gap-1 border-t pt-3" onSubmit={handleSubmit}>
      <label className="text-muted" htmlFor={id}>
        {t('byHand')}
      </label>
      <div className="flex gap-1">
        <Input
          aria-describedby={fault === null ? undefined : `${id}-fault`}
          aria-invalid={fault !== null}
          autoComplete="off"
          className="min-w-0 flex-1 font-mono"
          id={id}
          onChange={(event) => {
            setText(event.target.value);
            setFault(null);
          }}
          placeholder={t('byHandHint')}
          spellCheck={false}
          value={text}
        />
        <Button disabled={text.trim() === ''} type="submit">
          {t('compare')}
        </Button>
      </div>
      {fault === null ? null : (
        <p className="text-server-error" id={`${id}-fault`} role="alert">
          {t(fault)}
        </p>
      )}
    </form>
  );
}

function PickerSkeleton() {
  return (
    <Loading className="flex flex-col gap-2 px-2">
      <Skeleton className="w-48" />
      <Skeleton className="w-64" />
    </Loading>
  );
}

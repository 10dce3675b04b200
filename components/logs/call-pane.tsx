'use client';

import { useQuery } from '@tanstack/react-query';
import type { Route } from 'next';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { OutcomeMark } from '@/components/traces/call-marks';
import { buttonVariants } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Copyable } from '@/components/ui/copyable';
import { Fact, Facts } from '@/components/ui/facts';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { SearchInput } from '@/components/ui/search-input';
import { SidePane } from '@/components/ui/side-pane';
import { Skeleton } from '@/components/ui/skeleton';
import type { Call, CallDetail } from '@/lib/deepflow/dto';
import { telemetryQueries } from '@/lib/deepflow/queries';
import { searchFields, toLogLine } from './prepare-fields';

export type CallPaneProps = {
  gatewayId: string;
  callId: string;
  /** As the list knows it; null for a call that a link names and the list has not loaded. */
  call: Call | null;
  traceHref: string;
  onClose: () => void;
};

/** Every field that DeepFlow stored of one call, beside the log. */
export function CallPane({ gatewayId, callId, call, traceHref, onClose }: CallPaneProps) {
  const t = useTranslations('logs');
  const query = useQuery(telemetryQueries.call(gatewayId, callId));
  const detail = query.data;
  const known = detail?.call ?? call;
  return (
    <SidePane
      initialWidth={460}
      label={t('pane')}
      onClose={onClose}
      title={
        known ? (
          <span className="flex min-w-0 items-center gap-1.5" title={`${known.method} ${known.host}${known.path}`}>
            <OutcomeMark outcome={known.outcome} />
            <span className="truncate font-mono text-xs">
              {known.method} {known.path}
            </span>
          </span>
        ) : (
          t('pane')
        )
      }
    >
      <div className="flex flex-col gap-4 p-4 text-xs">
        <div className="flex flex-wrap gap-2">
          <Link className={buttonVariants({ size: 'sm', variant: 'primary' })} href={traceHref as Route}>
            {t('openTrace')}
          </Link>
          {detail ? <CopyButton label={t('copyJson')} text={() => JSON.stringify(detail, null, 2)} withText /> : null}
          {known ? <CopyButton label={t('copyLine')} text={() => toLogLine(known)} withText /> : null}
        </div>
        {detail ? (
          <Fields detail={detail} />
        ) : query.error ? (
          <ProblemPanel onRetry={() => query.refetch()} problem={query.error.problem} retrying={query.isFetching} />
        ) : (
          <FieldsSkeleton />
        )}
      </div>
    </SidePane>
  );
}

function Fields({ detail }: { detail: CallDetail }) {
  const t = useTranslations('logs');
  const tCommon = useTranslations('common');
  const [text, setText] = useState('');
  const groups = useMemo(() => searchFields(detail.groups, text), [detail, text]);
  return (
    <>
      <SearchInput
        clearLabel={tCommon('clear')}
        label={t('search')}
        onValueChange={setText}
        placeholder={t('searchHint')}
        value={text}
      />
      {groups.length === 0 ? <p className="text-muted">{t('noneMatch')}</p> : null}
      {groups.map((group) => (
        <section className="flex flex-col gap-1.5" key={group.name}>
          <h3 className="font-semibold">{t(`group.${group.name}`)}</h3>
          <Facts className="grid-cols-[minmax(6rem,40%)_minmax(0,1fr)]">
            {group.fields.map(({ name, value }) => (
              <Fact key={name} name={<span className="break-all font-mono">{name}</span>}>
                <Copyable name={name} value={value} />
              </Fact>
            ))}
          </Facts>
        </section>
      ))}
    </>
  );
}

const skeletonWidths = [55, 70, 40, 80, 60, 45, 75, 50];

function FieldsSkeleton() {
  return (
    <Loading className="flex flex-col gap-2.5">
      <Skeleton className="h-7 w-full bg-sunken" />
      {skeletonWidths.map((width) => (
        <div className="grid grid-cols-[40%_1fr] gap-4" key={width}>
          <Skeleton style={{ width: `${width}%` }} />
          <Skeleton style={{ width: `${100 - width / 2}%` }} />
        </div>
      ))}
    </Loading>
  );
}

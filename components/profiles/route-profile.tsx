'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useQueryStates } from 'nuqs';
import { useTimeRange } from '@/components/time-range/use-time-range';
import { Notice } from '@/components/ui/notice';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Select } from '@/components/ui/select';
import type { ProfiledEvent, ProfiledProcess } from '@/lib/deepflow/profile';
import { profileQueries } from '@/lib/deepflow/profile-queries';
import { chooseProcess, wishFor } from './choose-process';
import { ProcessProfile } from './process-profile';
import { ProcessSelect } from './process-select';
import { ProfileEmpty } from './profile-empty';
import { ProfileSkeleton } from './profile-skeleton';
import { profileParams } from './search-params';
import { useEventName } from './use-event-name';

const noWish = { process: null, service: null, on: null, language: null, frame: null };

/** The profile tab of a route: in which functions the gateway, or a service it sends to, spends its time or memory. */
export function RouteProfile({ gatewayId, routeId }: { gatewayId: string; routeId: string }) {
  const t = useTranslations('profiles');
  const time = useTimeRange();
  const scope = { gatewayId, routeId, range: time.range };
  const query = useQuery(profileQueries.processes(scope));
  const [params, setParams] = useQueryStates(profileParams);
  const { data, error } = query;

  if (data === undefined && error) {
    if (error.problem.code === 'not_configured')
      return <ProfileEmpty gatewayId={gatewayId} reason="noDeepflow" time={time} />;
    return (
      <div className="p-4">
        <ProblemPanel onRetry={() => query.refetch()} problem={error.problem} retrying={query.isFetching} />
      </div>
    );
  }
  if (data === undefined) return <ProfileSkeleton withTools />;
  const choice = chooseProcess(data, params);
  if (choice.process === null && choice.reason === 'none')
    return <ProfileEmpty gatewayId={gatewayId} reason="none" time={time} />;

  const choose = (process: ProfiledProcess, instance: string | null) =>
    setParams({ ...wishFor(process, instance), frame: null }, { history: 'push' });
  const isWished = params.process !== null || params.service !== null || params.on !== null;
  return (
    <section aria-label={t('region')} className="flex h-full min-h-160 flex-col" data-slot="route-profile">
      <div className="flex flex-wrap items-center gap-2 border-b px-4 py-2 max-sm:px-2">
        <ProcessSelect
          chosen={choice.process}
          instance={choice.process && choice.instance}
          onChoose={choose}
          processes={data.processes}
        />
        {choice.process ? (
          <EventSelect
            chosen={choice.event}
            onChoose={({ type }) => setParams({ event: type, frame: null }, { history: 'push' })}
            process={choice.process}
          />
        ) : null}
        {data.calls === null ? <p className="text-muted text-xs">{t('callsUnread')}</p> : null}
        {data.isCut ? <p className="text-muted text-xs">{t('processesCut')}</p> : null}
      </div>
      {query.error ? (
        <ProblemPanel
          className="m-2"
          onRetry={() => query.refetch()}
          problem={query.error.problem}
          retrying={query.isFetching}
        />
      ) : null}
      {choice.process === null ? (
        <ProfileEmpty
          gatewayId={gatewayId}
          onForget={() => setParams(noWish)}
          reason={choice.reason}
          time={time}
          wish={[params.process, params.service, params.on].filter(Boolean).join(' · ')}
        />
      ) : (
        <>
          {!isWished && choice.process.role !== 'gateway' ? (
            <Notice className="m-2 mb-0">{t('noGateway')}</Notice>
          ) : null}
          <ProcessProfile
            event={choice.event}
            instance={choice.instance}
            process={choice.process}
            scope={scope}
            time={time}
          />
        </>
      )}
    </section>
  );
}

/** Kinds of profile that the process has; the one it has where there is no choice. */
function EventSelect({
  process,
  chosen,
  onChoose,
}: {
  process: ProfiledProcess;
  chosen: ProfiledEvent;
  onChoose: (event: ProfiledEvent) => void;
}) {
  const t = useTranslations('profiles');
  const nameOf = useEventName();
  if (process.events.length === 1)
    return (
      <p className="text-xs" title={t('onlyEvent')}>
        {nameOf(chosen.type)}
      </p>
    );
  return (
    <Select
      aria-label={t('event')}
      onChange={(event) => {
        const found = process.events.find(({ type }) => type === event.target.value);
        if (found) onChoose(found);
      }}
      value={chosen.type}
    >
      {process.events.map(({ type }) => (
        <option key={type} value={type}>
          {nameOf(type)}
        </option>
      ))}
    </Select>
  );
}

'use client';

import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useMemo } from 'react';
import type { TimeRangeHandle } from '@/components/time-range/use-time-range';
import { cn } from '@/components/ui/cn';
import { ProblemPanel } from '@/components/ui/problem-panel';
import type { ProfiledEvent, ProfiledProcess } from '@/lib/deepflow/profile';
import { profileQueries } from '@/lib/deepflow/profile-queries';
import type { QueryRange } from '@/lib/deepflow/queries';
import { ProfileEmpty } from './profile-empty';
import { ProfileSkeleton } from './profile-skeleton';

export type ProcessProfileProps = {
  scope: { gatewayId: string; routeId: string; range: QueryRange };
  process: ProfiledProcess;
  event: ProfiledEvent;
  instance: string | null;
  time: TimeRangeHandle;
};

// Canvas and table are of use once there is a profile, and draw nothing on a server.
const ProfileView = dynamic(() => import('./profile-view').then((module) => module.ProfileView), {
  ssr: false,
  loading: () => <ProfileSkeleton />,
});

/** The profile of one process, asked for and shown. */
export function ProcessProfile({ scope, process, event, instance, time }: ProcessProfileProps) {
  const { app, service, language, role } = process;
  const target = useMemo(
    () => ({ app, service, language, instance, event: event.type, isGateway: role === 'gateway' }),
    [app, service, language, instance, event.type, role],
  );
  const query = useQuery(profileQueries.profile(scope, target));
  const { data, error } = query;
  const panel = error ? (
    <ProblemPanel className="m-2" onRetry={() => query.refetch()} problem={error.problem} retrying={query.isFetching} />
  ) : null;
  if (data === undefined) return panel ?? <ProfileSkeleton />;
  if (data.frames.function.length === 0)
    return panel ?? <ProfileEmpty gatewayId={scope.gatewayId} reason="noStacks" time={time} />;
  return (
    <>
      {panel}
      <div
        aria-busy={query.isFetching}
        className={cn('flex min-h-0 flex-1 flex-col transition-opacity', query.isPlaceholderData && 'opacity-50')}
      >
        <ProfileView event={event} process={process} profile={data} range={scope.range} />
      </div>
    </>
  );
}

'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useGateway } from '@/components/shell/gateway-context';
import { hrefs } from '@/components/shell/hrefs';
import { buttonVariants } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { useNowMs } from '@/components/ui/use-now';
import { changeQueries } from '@/lib/changes/queries';
import { timersMs } from './timer-feed';
import { useDurationWords } from './use-duration-words';

/** Which plugins of one route are as they are for a time only. */
export function RouteTimers({ routeId }: { routeId: string }) {
  const t = useTranslations('changes.timed');
  const { gateway } = useGateway();
  const words = useDurationWords();
  const now = useNowMs();
  const { data } = useQuery({ ...changeQueries.timers(gateway.id), refetchInterval: timersMs });
  const timers = (data ?? []).filter(({ routeIds }) => routeIds.includes(routeId));
  return timers.map(({ changeId, plugin, at }) => (
    <Notice
      action={
        <Link className={buttonVariants({ size: 'sm' })} href={hrefs.change(gateway.id, changeId)}>
          {t('toChange')}
        </Link>
      }
      className="mx-4 mt-4 max-sm:mx-2"
      key={changeId}
    >
      {t('chip', { plugin, duration: words(at - now) })}
    </Notice>
  ));
}

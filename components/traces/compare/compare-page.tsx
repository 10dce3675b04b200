'use client';

import { useTranslations } from 'next-intl';
import { useQueryState } from 'nuqs';
import { PageHeader } from '@/components/shell/page-header';
import { PageMain } from '@/components/shell/page-main';
import { useOpenTrace } from '@/components/traces/use-open-trace';
import { useTraceCrumbs } from '@/components/traces/use-trace-crumbs';
import { Skeleton } from '@/components/ui/skeleton';
import { compareParams } from './compare-params';
import { ComparePicker } from './compare-picker';
import { CompareSide } from './compare-side';
import { CompareView } from './compare-view';
import { SwapLink } from './swap-link';

export type ComparePageProps = { gatewayId: string; callId: string; otherId: string };

/** Two calls of a route beside each other: where the second spent more or less than the first, and what only one has. */
export function ComparePage({ gatewayId, callId, otherId }: ComparePageProps) {
  const t = useTranslations('spans.compare');
  const [fromAddress] = useQueryState('route', compareParams.route);
  const first = useOpenTrace({ kind: 'call', gatewayId, callId });
  const second = useOpenTrace({ kind: 'call', gatewayId, callId: otherId });
  const routeId = fromAddress ?? first.data?.opened.routeId ?? second.data?.opened.routeId ?? null;
  const crumbs = useTraceCrumbs(gatewayId, routeId, t('title'));
  return (
    <>
      <PageHeader crumbs={crumbs} heading />
      <PageMain className="flex flex-col overflow-hidden max-sm:overflow-auto">
        <div className="grid shrink-0 grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)] items-start gap-x-3 border-b px-4 py-3 max-sm:grid-cols-1 max-sm:gap-y-2 max-sm:px-2">
          <CompareSide callId={callId} gatewayId={gatewayId} name="A" query={first} routeId={routeId} />
          <div className="flex flex-col items-center gap-1 pt-0.5 max-sm:flex-row">
            <SwapLink callId={callId} gatewayId={gatewayId} otherId={otherId} />
            {routeId === null ? null : (
              <ComparePicker callId={callId} gatewayId={gatewayId} replaces routeId={routeId} />
            )}
          </div>
          <CompareSide callId={otherId} gatewayId={gatewayId} name="B" query={second} routeId={routeId} />
        </div>
        {first.data !== undefined && second.data !== undefined ? (
          <CompareView a={first.data.opened} b={second.data.opened} gatewayId={gatewayId} routeId={routeId} />
        ) : (
          <Waiting hasFailed={first.error !== null || second.error !== null} />
        )}
      </PageMain>
    </>
  );
}

const skeletonRows = [70, 62, 66, 54, 58, 46, 50, 42];

/** What stands below the two sides until both are read, or when one cannot be. */
function Waiting({ hasFailed }: { hasFailed: boolean }) {
  const t = useTranslations('spans.compare');
  if (hasFailed) return <p className="p-4 text-muted">{t('needsBoth')}</p>;
  return (
    <div aria-busy="true" className="flex flex-col gap-3 p-4">
      <span className="sr-only">{t('reading')}</span>
      {skeletonRows.map((width, at) => (
        <div className="grid h-4 grid-cols-[1fr_6rem_6rem_10rem] gap-4" key={width}>
          <Skeleton style={{ marginLeft: at * 12, width: `${width}%` }} />
          <Skeleton />
          <Skeleton />
          <Skeleton />
        </div>
      ))}
    </div>
  );
}

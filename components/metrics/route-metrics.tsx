'use client';

import { ZoomIn } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { CompareChoice } from '@/components/charts/compare-choice';
import { useCompare } from '@/components/charts/use-compare';
import { useTimeRange } from '@/components/time-range/use-time-range';
import { CallFilterChips } from '@/components/traces/call-filter-chips';
import { useSelection } from '@/components/traces/distribution/use-distribution';
import { isFiltered } from '@/components/traces/search-params';
import { useCallFilter } from '@/components/traces/use-calls';
import { Button } from '@/components/ui/button';
import { absoluteRange } from '@/lib/telemetry/time-range';
import { ApisixMetricsSection } from './apisix/apisix-section';
import { BreakdownSection } from './breakdown/breakdown-section';
import { MetricsSection } from './metrics-section';
import { NetworkSection } from './network/network-section';
import { RedSection } from './red-section';
import { LatencySplitSection } from './split/latency-split-section';

/** The parts of the page in their order; each asks for its own data, so that one source that fails breaks its own part. */
const parts = [
  { id: 'red', Part: RedSection },
  { id: 'split', Part: LatencySplitSection },
  { id: 'network', Part: NetworkSection },
  { id: 'apisix', Part: ApisixMetricsSection, hasTitle: true },
  { id: 'breakdown', Part: BreakdownSection, hasTitle: true },
] as const;

/** The metrics tab of a route. */
export function RouteMetricsView({ gatewayId, routeId }: { gatewayId: string; routeId: string }) {
  const t = useTranslations('metrics');
  const tr = useTranslations('routeMetrics');
  const compare = useCompare(useTimeRange().range);
  return (
    <section aria-label={t('region')} className="flex flex-col gap-6 p-4 max-sm:p-2">
      <div className="flex flex-col gap-2">
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1">
          <nav aria-label={tr('nav')}>
            <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
              {parts.map(({ id }) => (
                <li key={id}>
                  <a className="text-accent hover:underline" href={`#${id}`}>
                    {tr(`section.${id}`)}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <CompareChoice onValueChange={compare.setComparison} value={compare.comparison} />
        </div>
        <ChosenCalls />
      </div>
      {parts.map(({ id, Part, ...own }) => (
        <MetricsSection hasTitle={'hasTitle' in own} id={id} key={id} title={tr(`section.${id}`)}>
          <Part gatewayId={gatewayId} routeId={routeId} />
        </MetricsSection>
      ))}
    </section>
  );
}

/** What was chosen on the traces tab, or here: filters apply, the time of a selection is marked in all charts. */
function ChosenCalls() {
  const t = useTranslations('metrics');
  const { setRange } = useTimeRange();
  const { values, filter, setFilters } = useCallFilter();
  const { selection, setSelection } = useSelection();
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 empty:hidden">
      {selection || isFiltered(filter) ? (
        <div className="min-w-0">
          <CallFilterChips
            isAlone
            onChange={setFilters}
            onDeselect={() => setSelection(null)}
            selection={selection}
            values={values}
          />
        </div>
      ) : null}
      {selection ? (
        <>
          <Button onClick={() => setRange(absoluteRange(selection.t0, selection.t1))} size="sm">
            <ZoomIn aria-hidden />
            {t('zoomToMarked')}
          </Button>
          <p className="text-muted text-xs">{t('marked')}</p>
        </>
      ) : null}
    </div>
  );
}

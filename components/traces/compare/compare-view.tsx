'use client';

import { useTranslations } from 'next-intl';
import { useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import { assignSeries } from '@/components/traces/service-colours';
import { EmptyState } from '@/components/ui/empty-state';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import { alignTraces } from '@/lib/telemetry/trace/compare/align';
import { countSides, serviceDifferences } from '@/lib/telemetry/trace/compare/differences';
import { CompareGrid } from './compare-grid';
import { compareParams } from './compare-params';
import { CompareServices } from './compare-services';
import { CompareSummary } from './compare-summary';
import { CompareTools } from './compare-tools';

export type CompareViewProps = { gatewayId: string; routeId: string | null; a: OpenedTrace; b: OpenedTrace };

/** Both traces laid over each other: the sum of it, the services, and every span in a row. */
export function CompareView({ gatewayId, routeId, a, b }: CompareViewProps) {
  const t = useTranslations('spans.compare');
  const [{ kinds, order }, setParams] = useQueryStates(compareParams);
  const rows = useMemo(() => alignTraces(a, b), [a, b]);
  const services = useMemo(() => serviceDifferences(a, b), [a, b]);
  const counts = useMemo(() => countSides(rows), [rows]);
  const colours = useMemo(() => assignSeries([...a.tables.services, ...b.tables.services].map(({ id }) => id)), [a, b]);
  if (rows.length === 0) return <EmptyState title={t('nothing')}>{t('nothingText')}</EmptyState>;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 flex-col gap-2 border-b px-4 py-2 max-sm:px-2">
        <CompareSummary a={a} b={b} counts={counts} />
        <CompareServices services={services} />
        <CompareTools
          kinds={kinds}
          onKinds={(next) => setParams({ kinds: next })}
          onOrder={(next) => setParams({ order: next })}
          order={order}
        />
      </div>
      <CompareGrid
        a={a}
        b={b}
        colours={colours}
        gatewayId={gatewayId}
        kinds={kinds}
        order={order}
        routeId={routeId}
        rows={rows}
      />
    </div>
  );
}

'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import type { Trace } from '@/lib/deepflow/dto';
import { ServiceLegend } from './service-legend';
import { SpanPane } from './span-pane';
import { TraceHeader } from './trace-header';
import { TraceNotices } from './trace-notices';
import { TraceToolbar } from './trace-toolbar';
import { useTraceState } from './use-trace-state';
import { Waterfall } from './waterfall';

export type TraceViewProps = {
  gatewayId: string;
  trace: Trace;
  routeId: string | null;
};

/** A trace that has spans: head, services, tools, tree over time, and the details of one span. */
export function TraceView({ gatewayId, trace, routeId }: TraceViewProps) {
  const t = useTranslations('traces');
  const state = useTraceState(trace);
  const { layout, openAt, open } = state;
  const span = layout.spans[openAt];
  const handleClose = useCallback(() => open(null), [open]);
  return (
    <div className="flex min-h-0 flex-1">
      <div className="flex min-w-0 flex-1 flex-col max-sm:overflow-y-auto">
        <div className="flex shrink-0 flex-col gap-2 border-b px-4 py-3 max-sm:px-2">
          <TraceHeader gatewayId={gatewayId} routeId={routeId} trace={trace} />
          <TraceNotices notices={trace.notices} />
          <ServiceLegend colours={state.colours} trace={trace} />
          <TraceToolbar state={state} />
        </div>
        {state.rows.index.length === 0 ? (
          <EmptyState
            action={<Button onClick={state.showAll}>{t('trace.showAll')}</Button>}
            title={t('trace.allHidden')}
          >
            {t('trace.allHiddenText')}
          </EmptyState>
        ) : (
          <Waterfall state={state} />
        )}
      </div>
      {span === undefined ? null : (
        <SpanPane
          colour={span.serviceId === null ? undefined : state.colours.get(span.serviceId)}
          gatewayId={gatewayId}
          offsetUs={layout.start[openAt] ?? 0}
          onClose={handleClose}
          span={span}
        />
      )}
    </div>
  );
}

'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { memo, useMemo } from 'react';
import { Button } from '@/components/ui/button';
import { ScrollRegion } from '@/components/ui/scroll-region';
import { telemetryQueries } from '@/lib/deepflow/queries';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import type { TraceEngine } from '@/lib/telemetry/trace/engine';
import { hopPath } from '@/lib/telemetry/trace/hops';
import { HopCell } from './hop-cell';
import { HopConnections } from './hop-connections';
import { HopShareBar } from './hop-share-bar';
import { HopTries } from './hop-tries';

export type HopPathProps = {
  gatewayId: string;
  opened: OpenedTrace;
  /** Index of the selected span, -1: none. */
  selected: number;
  onSelect: (index: number) => void;
  /** With it, what TCP had to do is read as well: only the engine knows a span's connection. */
  engine?: TraceEngine | undefined;
};

/** The way of this request through the points where DeepFlow looks, with the time spent at and between them. */
export const HopPath = memo(function HopPath({ gatewayId, opened, selected, onSelect, engine }: HopPathProps) {
  const t = useTranslations('spans.hops');
  const { data } = useQuery({
    ...telemetryQueries.call(gatewayId, opened.callId ?? ''),
    enabled: opened.callId !== null,
  });
  const call = data?.call ?? null;
  const gateway = useMemo(() => hopPath(opened, -1, call), [opened, call]);
  const path = useMemo(() => hopPath(opened, selected, call), [opened, selected, call]);
  if (path === null || gateway === null) return null;
  const { columns, tables } = opened;
  const pivotName =
    tables.services[columns.service[path.pivot] ?? -1]?.name ?? tables.places[columns.place[path.pivot] ?? -1] ?? '–';
  const note =
    path.outbound === 'sent'
      ? null
      : path.outbound === 'not_sent'
        ? path.isGateway
          ? t('notSent')
          : t('notSentOther', { name: pivotName })
        : path.isGateway
          ? t('notSeen')
          : t('notSeenOther');
  return (
    <div className="@container flex min-w-0 shrink-0 flex-col text-xs" data-slot="hop-path">
      {/* Its height does not hang on what is selected or has arrived: what is below would jump with each step. */}
      <div className="flex h-7 min-w-0 items-center gap-x-3 overflow-hidden px-4 whitespace-nowrap max-sm:h-auto! max-sm:flex-wrap max-sm:gap-y-1 max-sm:px-2 @max-7xl:h-13 @max-7xl:flex-wrap">
        <div className="flex h-6.5 min-w-0 shrink-0 items-center gap-x-3 max-sm:h-auto! max-sm:flex-wrap max-sm:gap-y-1 @max-7xl:w-full">
          <h2 className="max-w-64 shrink-0 truncate font-medium">
            {path.isGateway ? t('titleGateway') : t('titleOther', { name: pivotName })}
          </h2>
          {path.pivot !== gateway.pivot ? (
            <Button className="h-6" onClick={() => onSelect(gateway.pivot)} size="sm">
              {gateway.isGateway ? t('toGateway') : t('toEntry')}
            </Button>
          ) : null}
          <HopShareBar name={pivotName} path={path} />
        </div>
        <div className="flex h-6.5 min-w-0 items-center gap-x-3 max-sm:h-auto! max-sm:flex-wrap max-sm:gap-y-1 @max-7xl:w-full">
          <HopTries onSelect={onSelect} path={path} />
          {engine === undefined || opened.callId === null ? null : (
            <HopConnections engine={engine} gatewayId={gatewayId} opened={opened} path={path} />
          )}
          {note === null ? null : (
            <p className="min-w-0 truncate text-muted" title={note}>
              {note}
            </p>
          )}
        </div>
      </div>
      <ScrollRegion className="overflow-x-auto px-4 pb-1 max-sm:px-2" label={t('label')}>
        <ol className="flex min-w-max">
          {path.stations.map((station, at) => (
            <HopCell
              isSelected={station.index >= 0 && station.index === selected}
              key={station.key}
              onSelect={onSelect}
              path={path}
              place={at}
            />
          ))}
        </ol>
      </ScrollRegion>
    </div>
  );
});

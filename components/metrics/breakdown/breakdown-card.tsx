'use client';

import { Info } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Card } from '@/components/ui/card';
import { cn } from '@/components/ui/cn';
import { CopyButton } from '@/components/ui/copy-button';
import { Skeleton } from '@/components/ui/skeleton';
import { Tooltip } from '@/components/ui/tooltip';
import type { Breakdown, Dimension } from '@/lib/deepflow/breakdown';

export type BreakdownCardProps = {
  dimension: Dimension;
  /** Undefined: not there yet. */
  breakdown: Breakdown | undefined;
  children: ReactNode;
};

/** The frame of one breakdown: what it is by, how many values there are, how they come about. */
export function BreakdownCard({ dimension, breakdown, children }: BreakdownCardProps) {
  const t = useTranslations('breakdown');
  const title = t(`dimension.${dimension}`);
  const values = breakdown && breakdown.values.length + (breakdown.others?.values ?? 0);
  return (
    <Card aria-label={title}>
      <header className="flex h-9 items-center gap-2 border-b px-2">
        <h3 className="font-semibold">{title}</h3>
        <span className="text-subtle text-xs tabular-nums">{values ? t('values', { count: values }) : ''}</span>
        <Tooltip aria-label={t('about', { dimension: title })} content={t(`how.${dimension}`)}>
          <Info aria-hidden className="size-3.5 text-subtle" />
        </Tooltip>
        {breakdown && breakdown.values.length > 0 ? (
          <CopyButton className="ml-auto" label={t('copyTable', { dimension: title })} text={() => asText(breakdown)} />
        ) : null}
      </header>
      {children}
    </Card>
  );
}

/** Seven rows with the head where there are many values, five elsewhere: the rest is scrolled to, so that cards stand in line. */
export const tableHeight: Record<Dimension, string> = {
  endpoint: 'h-56',
  client: 'h-56',
  status: 'h-35',
  method: 'h-35',
  upstream: 'h-35',
  upstreamPod: 'h-35',
  clientPod: 'h-35',
  consumer: 'h-35',
};

/** As high as a table. */
export function TableSkeleton({ dimension }: { dimension: Dimension }) {
  return (
    <div aria-hidden className={cn('flex flex-col gap-4 overflow-hidden px-2 py-4', tableHeight[dimension])}>
      {[80, 60, 70, 40, 50, 30].map((width) => (
        <Skeleton key={width} style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}

/** Tabs between columns, as spreadsheets take it; exact numbers. */
function asText({ values }: Breakdown): string {
  const rows = values.map(({ value, calls, errors, p50Us, p95Us }) => [value, calls, errors, p50Us ?? '', p95Us ?? '']);
  return [['value', 'calls', 'errors', 'p50_us', 'p95_us'], ...rows].map((row) => row.join('\t')).join('\n');
}

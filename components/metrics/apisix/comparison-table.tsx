'use client';

import { useTranslations } from 'next-intl';
import { Card, CardHeader, CardTitle } from '@/components/ui/card';
import { Chip, type ChipTone } from '@/components/ui/chip';
import { ScrollRegion } from '@/components/ui/scroll-region';
import { Skeleton } from '@/components/ui/skeleton';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import { type ComparedNumber, type ComparedRow, comparedNumbers } from '@/lib/telemetry/compare-sources';
import { formatBytes, formatCount, formatDuration, formatExact, formatShare, missing } from '@/lib/telemetry/format';
import { useComparisonWords } from './comparison-words';

const units: Record<ComparedNumber, { format: (value: number | null) => string; exact: string }> = {
  calls: { format: formatCount, exact: '' },
  client_error: { format: formatCount, exact: '' },
  server_error: { format: formatCount, exact: '' },
  p50: { format: formatDuration, exact: 'µs' },
  p95: { format: formatDuration, exact: 'µs' },
  request: { format: formatBytes, exact: 'B' },
  response: { format: formatBytes, exact: 'B' },
};

const tones: Record<NonNullable<ComparedRow['verdict']>, ChipTone> = {
  agree: 'ok',
  explained: 'outline',
  unexplained: 'client_error',
};

/** Numbers of both sources side by side, and why they differ. Null: still to come. */
export function ComparisonTable({ rows }: { rows: readonly ComparedRow[] | null }) {
  const t = useTranslations('apisixMetrics.compare');
  const head = 'w-28 text-right';
  return (
    <Card>
      <CardHeader className="flex-col items-start gap-y-0">
        <CardTitle>{t('title')}</CardTitle>
        <p className="text-muted text-xs">{t('about')}</p>
      </CardHeader>
      <ScrollRegion className="overflow-x-auto" label={t('title')}>
        <Table className="min-w-160">
          <caption className="sr-only">{t('title')}</caption>
          <thead>
            <tr>
              <TableHead className="w-44 pl-4">{t('number')}</TableHead>
              <TableHead className={head}>{t('deepflow')}</TableHead>
              <TableHead className={head}>{t('apisix')}</TableHead>
              <TableHead className="w-36 text-right">{t('difference')}</TableHead>
              <TableHead className="pl-6">{t('why')}</TableHead>
            </tr>
          </thead>
          <tbody>
            {comparedNumbers.map((number) => (
              <TableRow key={number}>
                <th className="h-8 px-2 py-1 pl-4 text-left align-top font-normal whitespace-nowrap" scope="row">
                  {t(number)}
                </th>
                <Numbers row={rows?.find((row) => row.number === number) ?? null} />
              </TableRow>
            ))}
          </tbody>
        </Table>
      </ScrollRegion>
    </Card>
  );
}

function Numbers({ row }: { row: ComparedRow | null }) {
  const number = 'text-right font-mono tabular-nums whitespace-nowrap';
  if (row === null)
    return (
      <>
        {['deepflow', 'apisix', 'difference'].map((column) => (
          <TableCell key={column}>
            <Skeleton className="ml-auto h-3 w-12" />
          </TableCell>
        ))}
        <TableCell className="pl-6">
          <Skeleton className="h-3 w-40" />
        </TableCell>
      </>
    );
  const { format, exact } = units[row.number];
  return (
    <>
      {[row.deepflow, row.apisix].map((value, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two fixed columns.
        <TableCell className={number} key={at} title={value === null ? undefined : formatExact(value, exact)}>
          {format(value)}
        </TableCell>
      ))}
      <TableCell className={number} title={row.difference === null ? undefined : formatExact(row.difference, exact)}>
        {differenceText(row, format)}
      </TableCell>
      <TableCell className="pl-6">
        <Why row={row} />
      </TableCell>
    </>
  );
}

function differenceText({ difference, deepflow }: ComparedRow, format: (value: number | null) => string): string {
  if (difference === null) return missing;
  if (difference === 0) return '0';
  const sign = difference > 0 ? '+' : '−';
  const share = deepflow ? ` (${sign}${formatShare(Math.abs(difference) / deepflow)})` : '';
  return `${sign}${format(Math.abs(difference))}${share}`;
}

function Why({ row }: { row: ComparedRow }) {
  const t = useTranslations('apisixMetrics.compare');
  const words = useComparisonWords();
  const { verdict, reasons, difference } = row;
  if (verdict === null) return <span className="text-subtle">{t('notKnown')}</span>;
  const sentences = [
    ...reasons.map((reason) => words.reason(reason)),
    ...(verdict === 'agree' && reasons.length === 0 && difference !== 0 ? [t('withinScrapes')] : []),
    ...(verdict === 'unexplained' ? [t('unexplainedNote')] : []),
  ];
  return (
    <div className="-mt-0.5 flex items-start gap-2">
      <Chip className="shrink-0" tone={tones[verdict]}>
        {t(`verdict.${verdict}`)}
      </Chip>
      <ul className="min-w-0 text-pretty text-muted leading-5">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </div>
  );
}

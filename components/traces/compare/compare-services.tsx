'use client';

import { useTranslations } from 'next-intl';
import { ScrollRegion } from '@/components/ui/scroll-region';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import { formatCount, formatDuration, formatExact } from '@/lib/telemetry/format';
import type { ServiceDifference } from '@/lib/telemetry/trace/compare/differences';
import { Delta } from './delta';

/** What each service spent itself in either trace. */
export function CompareServices({ services }: { services: readonly ServiceDifference[] }) {
  const t = useTranslations('spans.compare');
  if (services.length === 0) return null;
  const number = 'text-right font-mono tabular-nums whitespace-nowrap';
  return (
    <details open={services.length <= 6}>
      <summary className="w-fit text-subtle text-xs hover:text-fg">{t('services', { count: services.length })}</summary>
      <ScrollRegion className="max-h-49 overflow-auto" label={t('services', { count: services.length })}>
        <Table className="w-auto min-w-96">
          <thead>
            <tr>
              <TableHead>{t('service')}</TableHead>
              <TableHead className="text-right">A</TableHead>
              <TableHead className="text-right">B</TableHead>
              <TableHead className="text-right">{t('delta')}</TableHead>
              <TableHead className="text-right">{t('spansOfBoth')}</TableHead>
            </tr>
          </thead>
          <tbody>
            {services.map(({ name, aUs, bUs, deltaUs, aSpans, bSpans }) => (
              <TableRow key={name}>
                <TableCell className="h-6">{name}</TableCell>
                <TableCell className={`h-6 ${number}`} title={formatExact(aUs, 'µs')}>
                  {aSpans === 0 ? '–' : formatDuration(aUs)}
                </TableCell>
                <TableCell className={`h-6 ${number}`} title={formatExact(bUs, 'µs')}>
                  {bSpans === 0 ? '–' : formatDuration(bUs)}
                </TableCell>
                <TableCell className={`h-6 ${number}`}>
                  <Delta deltaUs={deltaUs} share={aUs > 0 ? deltaUs / aUs : null} />
                </TableCell>
                <TableCell className={`h-6 ${number} text-muted`}>
                  {formatCount(aSpans)} / {formatCount(bSpans)}
                </TableCell>
              </TableRow>
            ))}
          </tbody>
        </Table>
      </ScrollRegion>
    </details>
  );
}

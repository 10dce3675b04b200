'use client';

import { useTranslations } from 'next-intl';
import { Card, CardBody, CardHeader, CardTitle } from '@/components/ui/card';
import { ScrollRegion } from '@/components/ui/scroll-region';
import { Skeleton } from '@/components/ui/skeleton';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import type { GatewayNumbers } from '@/lib/deepflow/gateway-numbers';
import { formatCount } from '@/lib/telemetry/format';

/** Calls that reached the gateway and that no route of today's table takes, by their most frequent addresses. */
export function WithoutRoute({ numbers }: { numbers: GatewayNumbers | undefined }) {
  const t = useTranslations('overview.withoutRoute');
  const title = t('title');
  return (
    <Card>
      <CardHeader>
        <CardTitle>{title}</CardTitle>
      </CardHeader>
      {numbers === undefined ? (
        <Skeleton className="m-4 h-40" />
      ) : numbers.withoutRoute.calls === 0 ? (
        <CardBody>
          <p className="text-muted">{t(numbers.totals.calls === 0 ? 'noCalls' : 'none')}</p>
        </CardBody>
      ) : (
        <>
          <CardBody className="pb-2">
            <p>
              {t('count', {
                calls: numbers.withoutRoute.calls,
                notFound: numbers.withoutRoute.notFound,
                other: numbers.withoutRoute.calls - numbers.withoutRoute.notFound,
              })}
            </p>
          </CardBody>
          <ScrollRegion className="max-h-72 overflow-auto border-t" label={title}>
            <Table>
              <thead>
                <tr>
                  <TableHead className="pl-4">{t('method')}</TableHead>
                  <TableHead>{t('host')}</TableHead>
                  <TableHead>{t('path')}</TableHead>
                  <TableHead className="pr-4 text-right">{t('calls')}</TableHead>
                </tr>
              </thead>
              <tbody>
                {numbers.withoutRoute.paths.map(({ method, host, path, calls }) => (
                  <TableRow key={JSON.stringify([method, host, path])}>
                    <TableCell className="pl-4">{method || '–'}</TableCell>
                    <TableCell className="break-all">{host || '–'}</TableCell>
                    <TableCell className="break-all font-mono">{path || '–'}</TableCell>
                    <TableCell className="pr-4 text-right tabular-nums">{formatCount(calls)}</TableCell>
                  </TableRow>
                ))}
              </tbody>
            </Table>
          </ScrollRegion>
        </>
      )}
    </Card>
  );
}

'use client';

import { CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { ScrollRegion } from '@/components/ui/scroll-region';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import { TimeStamp } from '@/components/ui/time-stamp';
import type { ServiceCheck } from '@/lib/apisix/dto';

const columns = ['service', 'state', 'latency', 'address', 'lastOk', 'facts'] as const;

/** What is set to connect a service when plain variables configure the console. */
const variables: Record<ServiceCheck['name'], string> = {
  admin: 'APISIX_ADMIN_URL',
  control: 'APISIX_CONTROL_URL',
  querier: 'DEEPFLOW_QUERIER_URL',
  tracing: 'DEEPFLOW_APP_URL',
  prometheus: 'PROMETHEUS_URL',
};

export type CheckTableProps = { checks: ServiceCheck[]; label: string; onRetry: () => void };

/** One row a service; below a failing one, what is wrong and what to do. */
export function CheckTable({ checks, label, onRetry }: CheckTableProps) {
  const t = useTranslations('status');
  return (
    <ScrollRegion className="overflow-x-auto border-y bg-surface" label={label}>
      <Table className="min-w-[56rem] text-sm">
        <thead>
          <tr className="bg-sunken">
            {columns.map((column) => (
              <TableHead className="px-4 text-xs max-sm:px-2" key={column}>
                {t(`columns.${column}`)}
              </TableHead>
            ))}
          </tr>
        </thead>
        {checks.map((check) => (
          <CheckRows check={check} key={check.name} onRetry={onRetry} />
        ))}
      </Table>
    </ScrollRegion>
  );
}

function CheckRows({ check, onRetry }: { check: ServiceCheck; onRetry: () => void }) {
  const t = useTranslations('status');
  const none = useTranslations('common')('none');
  const { name, address, latencyMs, lastOkAt, facts, problem, checking } = check;
  const cell = 'px-4 py-2 max-sm:px-2';
  const factName = (key: string) =>
    key === 'version' || key === 'role' || key === 'databases' ? t(`factNames.${key}`) : key;
  return (
    <tbody className="border-b last:border-b-0" data-service={name}>
      <TableRow className="border-b-0">
        <th className="px-4 py-2 text-left align-top font-normal max-sm:px-2" scope="row">
          <span className="block font-medium">{t(`names.${name}`)}</span>
          <span className="text-subtle text-xs">{t(`purposes.${name}`)}</span>
        </th>
        <TableCell className={cell}>
          <State check={check} />
        </TableCell>
        <TableCell className={`${cell} font-mono text-xs tabular-nums`}>
          {latencyMs === null ? none : t('milliseconds', { value: Math.round(latencyMs) })}
        </TableCell>
        <TableCell className={`${cell} font-mono text-xs`}>{address ?? none}</TableCell>
        <TableCell className={`${cell} text-xs`}>
          {lastOkAt !== null ? <TimeStamp at={lastOkAt} /> : address === null ? none : t('neverOk')}
        </TableCell>
        <TableCell className={`${cell} text-xs`}>
          {facts.length > 0
            ? facts.map(({ key, value }) => (
                <span className="mr-3 whitespace-nowrap" key={key}>
                  {t('fact', { name: factName(key), value })}
                </span>
              ))
            : none}
        </TableCell>
      </TableRow>
      {address === null || checking || problem ? (
        <tr>
          <td className="space-y-2 px-4 pb-3 max-sm:px-2" colSpan={columns.length}>
            {address === null ? (
              <p className="text-muted">{t('notConfiguredText', { variable: variables[name] })}</p>
            ) : null}
            {checking ? <p className="text-muted">{t('isChecking')}</p> : null}
            {problem ? (
              <ProblemPanel className="max-w-3xl" onRetry={onRetry} problem={problem} retrying={checking} />
            ) : null}
          </td>
        </tr>
      ) : null}
    </tbody>
  );
}

function State({ check: { ok, address, problem } }: { check: ServiceCheck }) {
  const t = useTranslations('status');
  const line = 'inline-flex items-center gap-1.5 whitespace-nowrap [&_svg]:size-4';
  if (ok)
    return (
      <span className={`${line} text-ok`}>
        <CircleCheck aria-hidden />
        {t('answers')}
      </span>
    );
  if (problem)
    return (
      <span className={`${line} font-medium text-server-error`}>
        <CircleX aria-hidden />
        {t('fails')}
      </span>
    );
  return (
    <span className={`${line} text-subtle`}>
      <CircleDashed aria-hidden />
      {t(address === null ? 'notConfigured' : 'notChecked')}
    </span>
  );
}

'use client';

import { useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';
import { errorShareOf, type MapNumbers } from '@/lib/deepflow/service-map';
import { formatCount, formatDuration, formatExact, formatRate, formatShare } from '@/lib/telemetry/format';
import { failedText, healthOf } from './shown-map';

/** The numbers of a node or an edge in one line of figures, and the failures by class below. */
export function MapFigures({ numbers }: { numbers: MapNumbers }) {
  const t = useTranslations('serviceMap');
  const health = healthOf(numbers);
  const figures = [
    { name: t('columns.rate'), value: formatRate(numbers.perSecond), exact: formatExact(numbers.perSecond, '/s') },
    {
      name: t('columns.errors'),
      value: formatShare(errorShareOf(numbers)),
      exact: formatExact(errorShareOf(numbers), ''),
    },
    { name: t('columns.mean'), value: formatDuration(numbers.meanUs), exact: formatExact(numbers.meanUs, 'µs') },
    { name: t('columns.max'), value: formatDuration(numbers.maxUs), exact: formatExact(numbers.maxUs, 'µs') },
  ];
  return (
    <div className="flex flex-col gap-1">
      <dl className="grid grid-cols-4 gap-3 max-sm:grid-cols-2">
        {figures.map(({ name, value, exact }, at) => (
          <div className="min-w-0" key={name}>
            <dt className="text-subtle text-xs">{name}</dt>
            <dd className={cn('font-semibold text-lg tabular-nums', at === 1 && failedText[health])} title={exact}>
              {value}
            </dd>
          </div>
        ))}
      </dl>
      <p className="text-muted text-xs tabular-nums">
        {t('pane.requests', { count: formatCount(numbers.requests) })}
        {' · '}
        {t('pane.byClass', {
          client: formatCount(numbers.clientErrors),
          server: formatCount(numbers.serverErrors),
          timeout: formatCount(numbers.timeouts),
        })}
      </p>
    </div>
  );
}

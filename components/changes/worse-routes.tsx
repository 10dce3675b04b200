import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { hrefs } from '@/components/shell/hrefs';
import type { Reason, RouteRise } from '@/lib/changes/reason';
import { formatDuration } from '@/lib/telemetry/format';

export type WorseRoutesProps = { gatewayId: string; reason: Extract<Reason, { code: 'worsened' }> };

/** The routes that became worse, by how much, the worst first. */
export function WorseRoutes({ gatewayId, reason: { worse, count } }: WorseRoutesProps) {
  const t = useTranslations('changes.worse');
  if (worse.length === 0) return null;
  return (
    <ul aria-label={t('label')} className="mt-1 list-disc space-y-0.5 pl-5">
      {worse.map((route) => (
        <li className="[overflow-wrap:anywhere]" key={route.id}>
          <Link className="text-accent underline" href={hrefs.route(gatewayId, route.id, 'metrics')}>
            {route.name || route.id}
          </Link>{' '}
          {riseParts(route).join(' · ')}
        </li>
      ))}
      {count > worse.length ? <li>{t('more', { count: count - worse.length })}</li> : null}
    </ul>
  );

  function riseParts({ errors, latency }: RouteRise): string[] {
    return [
      ...(errors === null
        ? []
        : [t('errors', { points: errors.points.toFixed(1), percent: errors.percent.toFixed(1) })]),
      ...(latency === null
        ? []
        : [t('latency', { percent: latency.percent.toFixed(0), p95: formatDuration(latency.p95Us) })]),
    ];
  }
}

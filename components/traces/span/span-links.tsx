'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { hrefs } from '@/components/shell/hrefs';
import { buttonVariants } from '@/components/ui/button';
import type { Span } from '@/lib/deepflow/dto';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import { momentRange } from './moment';

export type SpanLinksProps = {
  gatewayId: string;
  routeId: string | null;
  opened: OpenedTrace;
  index: number;
  span: Span;
};

type LinkKey = 'logs' | 'calls' | 'metrics' | 'profile' | 'ownTrace' | 'traceFrom';

/** Log lines are read close by; a chart needs what was before and after. */
const logMarginMs = 30_000;
const metricsMarginMs = 300_000;

/** The same moment elsewhere: the route's logs, metrics, calls and profile, and the trace that starts from this span. */
export function SpanLinks({ gatewayId, routeId, opened, index, span }: SpanLinksProps) {
  const t = useTranslations('spans.links');
  const near = new URLSearchParams(momentRange(span.startUs, span.endUs, logMarginMs)).toString();
  const around = new URLSearchParams(momentRange(span.startUs, span.endUs, metricsMarginMs)).toString();
  const [rowId] = span.rowIds;
  const isOther = rowId !== undefined && !(opened.callId !== null && span.rowIds.includes(opened.callId));
  const isBelow = (opened.columns.depth[index] ?? 0) > 0;
  const links: { key: LinkKey; href: string }[] = [];
  if (routeId !== null) {
    links.push({ key: 'logs', href: `${hrefs.route(gatewayId, routeId, 'logs')}?${near}` });
    links.push({ key: 'calls', href: `${hrefs.route(gatewayId, routeId, 'traces')}?${near}` });
    links.push({ key: 'metrics', href: `${hrefs.route(gatewayId, routeId, 'metrics')}?${around}` });
    const process = processOf(span);
    if (process !== null) {
      const profile = `${hrefs.route(gatewayId, routeId, 'profile')}?${near}&${process}`;
      links.push({ key: 'profile', href: profile });
    }
  }
  if (isOther && opened.callId !== null) {
    const back = routeId === null ? '' : `?${new URLSearchParams({ route: routeId })}`;
    links.push({ key: isBelow ? 'ownTrace' : 'traceFrom', href: `${hrefs.trace(gatewayId, rowId)}${back}` });
  }
  if (links.length === 0 && routeId !== null) return null;
  return (
    <nav aria-label={t('label')} className="flex flex-wrap items-center gap-1.5">
      <span className="text-subtle">{t('label')}</span>
      {links.map(({ key, href }) => (
        <Link className={buttonVariants({ size: 'sm' })} href={href as Route} key={key} title={t(`${key}Why`)}>
          {t(key)}
        </Link>
      ))}
      {routeId === null ? <p className="text-pretty text-muted">{t('noRoute')}</p> : null}
    </nav>
  );
}

/** The process of a span as the profile's address has it: by its pod or host, and by its name where eBPF saw it. */
function processOf({ kind, instance, attributes }: Span): URLSearchParams | null {
  // A network card is no process.
  if (kind === 'N' || instance === '') return null;
  const name = attributes.find((one) => one.name === 'process_kname')?.value;
  return new URLSearchParams({ ...(name && { process: name }), on: instance });
}

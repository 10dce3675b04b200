'use client';

import { useTranslations } from 'next-intl';
import type { Trace } from '@/lib/deepflow/dto';
import { formatDuration, formatShare } from '@/lib/telemetry/format';
import { seriesColour } from './span-marks';

/** The services with their colours and the share of the time that each spent itself, largest first. */
export function ServiceLegend({ trace, colours }: { trace: Trace; colours: ReadonlyMap<string, number> }) {
  const t = useTranslations('traces');
  const whole = trace.services.reduce((sum, service) => sum + service.selfUs, 0);
  const services = [...trace.services].sort((a, b) => b.selfUs - a.selfUs);
  if (services.length === 0) return null;
  return (
    <div className="flex flex-col gap-1.5">
      <div aria-hidden className="flex h-1.5 gap-px overflow-hidden rounded-sm bg-sunken">
        {services.map((service) => (
          <span
            key={service.id}
            style={{
              width: `${whole > 0 ? (service.selfUs / whole) * 100 : 0}%`,
              background: seriesColour(colours.get(service.id)),
            }}
          />
        ))}
      </div>
      <ul
        aria-label={t('trace.selfShare')}
        className="flex flex-wrap gap-x-4 gap-y-1 text-xs"
        title={t('trace.selfShare')}
      >
        {services.map((service) => (
          <li className="flex min-w-0 items-center gap-1.5" key={service.id} title={formatDuration(service.selfUs)}>
            <span
              aria-hidden
              className="size-2.5 shrink-0 rounded-xs"
              style={{ background: seriesColour(colours.get(service.id)) }}
            />
            <span className="truncate">{service.name}</span>
            <span className="text-subtle tabular-nums">{formatShare(whole > 0 ? service.selfUs / whole : null)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

'use client';

import { useTranslations } from 'next-intl';
import { useTheme } from 'next-themes';
import { useTimeRange } from '@/components/time-range/use-time-range';
import type { DashboardFilter } from '@/lib/prometheus/apisix-dashboard';
import { type GrafanaInfo, grafanaPanels, panelAddress } from '@/lib/prometheus/grafana';

/** The panels of Grafana itself, each in a frame; what is in them, its session included, stays Grafana's. */
export function GrafanaPanels({ grafana, filter }: { grafana: GrafanaInfo; filter: DashboardFilter }) {
  const t = useTranslations('overview.panels');
  const { resolvedTheme } = useTheme();
  const { range } = useTimeRange();
  if (range.tickMs === 0) return null;
  const theme = resolvedTheme === 'dark' ? 'dark' : 'light';
  return (
    <section aria-label={t('grafana')} className="flex flex-col gap-2">
      <p className="text-subtle text-xs">{t('about')}</p>
      <div className="grid grid-cols-2 gap-3 max-lg:grid-cols-1">
        {grafanaPanels.map((panelId) => (
          <iframe
            className="h-64 w-full rounded-lg border bg-surface"
            key={panelId}
            loading="lazy"
            referrerPolicy="no-referrer"
            sandbox="allow-scripts allow-same-origin allow-popups"
            src={panelAddress(grafana, { range, filter, panelId, theme })}
            title={t('frame', { id: panelId })}
          />
        ))}
      </div>
    </section>
  );
}

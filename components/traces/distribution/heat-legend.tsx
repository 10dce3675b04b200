'use client';

import { useTranslations } from 'next-intl';
import type { Cells } from '@/lib/deepflow/distribution';
import { formatCount } from '@/lib/telemetry/format';
import { type HeatMode, heatTokens } from './draw-heatmap';

/** What the colours stand for: one call to the fullest cell. */
export function HeatLegend({ cells, mode }: { cells: Cells['cells']; mode: HeatMode }) {
  const t = useTranslations('distribution');
  const most = cells.reduce((max, [, , calls, errors]) => Math.max(max, mode === 'errors' ? errors : calls), 0);
  if (most === 0) return null;
  const shown = most === 1 ? [heatTokens[3]] : heatTokens;
  return (
    <span className="inline-flex items-center gap-1 text-subtle text-xs tabular-nums max-sm:hidden" title={t('legend')}>
      1
      <span aria-hidden className="inline-flex">
        {shown.map((token) => (
          <span className="h-2.5 w-2" key={token} style={{ background: `var(${token})` }} />
        ))}
      </span>
      {most === 1 ? null : formatCount(most)} {t(mode === 'errors' ? 'legendUnitErrors' : 'legendUnit')}
      <span className="sr-only">{t('legend')}</span>
    </span>
  );
}

'use client';

import { useTranslations } from 'next-intl';
import { HollowMark } from './call-marks';

/** What the marks of a list of calls mean: one legend, the same everywhere. */
export function CallLegend() {
  const t = useTranslations('traces');
  return (
    <ul className="flex flex-wrap items-center gap-x-4 gap-y-1 text-subtle text-xs" data-slot="call-legend">
      <li>{t('legend.exact')}</li>
      <li className="flex items-center gap-1">
        <span aria-hidden className="font-mono">
          ~
        </span>
        {t('legend.computed')}
      </li>
      <li className="flex items-center gap-1">
        <HollowMark count="2" />
        {t('legend.ambiguous')}
      </li>
      <li>
        <span className="font-mono">A S N</span> {t('legend.kinds')}
      </li>
    </ul>
  );
}

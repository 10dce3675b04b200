'use client';

import { useTranslations } from 'next-intl';
import { healthLook } from './shown-map';

/** What width, colour and dashes of the lines say. */
export function MapLegend({ ofRoute }: { ofRoute: boolean }) {
  const t = useTranslations('serviceMap.legend');
  const entries = [
    { key: 'width' as const, width: 5, ...healthLook.ok },
    { key: 'some' as const, width: 2, ...healthLook.some },
    { key: 'many' as const, width: 2, ...healthLook.many },
    ...(ofRoute ? [{ key: 'ofAll' as const, width: 2, stroke: healthLook.ok.stroke, dash: '1 5' }] : []),
  ];
  return (
    <ul aria-label={t('label')} className="flex flex-wrap gap-x-4 gap-y-1 text-subtle text-xs">
      {entries.map(({ key, width, stroke, dash }) => (
        <li className="inline-flex items-center gap-1.5" key={key}>
          <svg aria-hidden="true" className="h-2 w-7" viewBox="0 0 28 8">
            <line stroke={stroke} strokeDasharray={dash} strokeWidth={width} x1="0" x2="28" y1="4" y2="4" />
          </svg>
          {t(key)}
        </li>
      ))}
    </ul>
  );
}

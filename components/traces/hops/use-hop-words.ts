'use client';

import { useTranslations } from 'next-intl';
import { usePointWords } from '@/components/traces/point-words';
import type { HopPath, HopStation } from '@/lib/telemetry/trace/hops';

const known = ['c-app', 'c-p', 'c', 'c-nd', 's-nd', 's', 's-p', 's-app'] as const;

/** What a station of a way is called: by its part in the gateway's way, or in that of any other process. */
export function useHopWords({ isGateway }: Pick<HopPath, 'isGateway'>): (station: HopStation) => string {
  const t = useTranslations('spans.hops');
  const pointWords = usePointWords();
  return ({ point, leg }) => {
    const name = known.find((one) => one === point);
    if (name === undefined) return pointWords(point);
    if (leg === 'in') return isGateway ? t(`inGateway.${name}`) : t(`in.${name}`);
    return isGateway ? t(`outGateway.${name}`) : t(`out.${name}`);
  };
}

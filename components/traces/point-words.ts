'use client';

import { useTranslations } from 'next-intl';

/** DeepFlow's observation points on a request's way, from the client to the server. */
export const points = [
  'c-app',
  'c-p',
  'c',
  'c-nd',
  'c-hv',
  'c-gw-hv',
  'c-gw',
  'local',
  'rest',
  's-gw',
  's-gw-hv',
  's-hv',
  's-nd',
  's',
  's-p',
  's-app',
  'app',
] as const;

/** A point in the reader's words; one that is not known stays as DeepFlow writes it. */
export function usePointWords(): (point: string) => string {
  const t = useTranslations('traces');
  return (point) => {
    const known = points.find((one) => one === point);
    return known === undefined ? point : t(`point.${known}`);
  };
}

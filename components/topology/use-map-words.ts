'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { errorShareOf, failuresOf, type MapNode, type MapNumbers } from '@/lib/deepflow/service-map';
import { formatShare } from '@/lib/telemetry/format';

/** What a node is called: its name, or what it stands for. */
export function useNodeName(): (node: Pick<MapNode, 'kind' | 'name' | 'members'>) => string {
  const t = useTranslations('serviceMap.name');
  return useCallback(
    ({ kind, name, members }) => {
      if (kind === 'internet' || kind === 'unknown') return t(kind);
      if (kind === 'clients' || kind === 'services') return t(kind, { count: members });
      return name === '' ? t('unnamed') : name;
    },
    [t],
  );
}

/** `2.1 % failed`, or that nothing did. */
export function useFailedWords(): (numbers: MapNumbers) => string {
  const t = useTranslations('serviceMap');
  return useCallback(
    (numbers) =>
      failuresOf(numbers) === 0 ? t('noneFailed') : t('failed', { share: formatShare(errorShareOf(numbers)) }),
    [t],
  );
}

'use client';

import { useTranslations } from 'next-intl';
import type { TopologyNode } from '@/lib/telemetry/trace/topology';

/** What a node is called: its name, or what it stands for. */
export function useNodeWords(): (node: Pick<TopologyNode, 'kind' | 'name' | 'members'>) => string {
  const t = useTranslations('spans.topology');
  return ({ kind, name, members }) => {
    if (kind === 'client') return t('client');
    if (kind === 'other') return t('other', { count: members });
    return name === '' ? t('unnamed') : name;
  };
}

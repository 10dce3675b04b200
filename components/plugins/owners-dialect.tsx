'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { Skeleton } from '@/components/ui/skeleton';
import type { ChangePlan } from '@/lib/changes/dto';
import type { Dialect } from '@/lib/changes/export/dialect';

/** Loaded where a write is blocked, which is seldom. */
const DialectChoice = dynamic(
  () => import('@/components/changes/dialect-choice').then((module) => module.DialectChoice),
  {
    ssr: false,
    loading: () => <Skeleton className="h-40 rounded-lg" />,
  },
);

export type OwnersDialectProps = { plan: ChangePlan; routeName: string; first: Dialect };

/** A change that cannot be applied from here, in the language of whoever can. */
export function OwnersDialect({ plan, routeName, first }: OwnersDialectProps) {
  const t = useTranslations('plugins.plan');
  const { plugin, routeId, before, after } = plan;
  const input = useMemo(
    () => ({
      target: { kind: 'route_plugin' as const, plugin },
      objects: [{ objectId: routeId, objectName: routeName, before, after }],
    }),
    [plugin, routeId, routeName, before, after],
  );
  return (
    <section aria-label={t('elsewhere')} data-slot="owners-dialect">
      <h4 className="font-medium">{t('elsewhere')}</h4>
      <DialectChoice first={first} input={input} />
    </section>
  );
}

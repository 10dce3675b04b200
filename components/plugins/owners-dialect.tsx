'use client';

import dynamic from 'next/dynamic';
import { Skeleton } from '@/components/ui/skeleton';
import type { ChangeTarget } from '@/lib/changes/dto';
import type { Dialect, ExportedObject } from '@/lib/changes/export/dialect';

/** Loaded where a write is blocked, which is seldom. */
const DialectChoice = dynamic(
  () => import('@/components/changes/dialect-choice').then((module) => module.DialectChoice),
  {
    ssr: false,
    loading: () => <Skeleton className="h-40 rounded-lg" />,
  },
);

export type OwnersDialectProps = { title: string; target: ChangeTarget; object: ExportedObject; first: Dialect };

/** A change that cannot be applied from here, in the language of whoever can. */
export function OwnersDialect({ title, target, object, first }: OwnersDialectProps) {
  return (
    <section aria-label={title} data-slot="owners-dialect">
      <h4 className="font-medium">{title}</h4>
      <DialectChoice first={first} input={{ target, objects: [object] }} />
    </section>
  );
}

'use client';

import { type ReactNode, useId, useRef } from 'react';
import { useNear } from './use-near';

export type MetricsSectionProps = {
  /** The anchor: `#network` leads here. */
  id: string;
  title: string;
  /** What is shown, and asked for, once the part comes near what is in sight. */
  children: ReactNode;
};

/** One part of the metrics page, which loads by itself and can be linked. */
export function MetricsSection({ id, title, children }: MetricsSectionProps) {
  const titleId = useId();
  const element = useRef<HTMLElement>(null);
  const isNear = useNear(element);
  return (
    <section aria-labelledby={titleId} className="flex scroll-mt-4 flex-col gap-3" id={id} ref={element}>
      <h2 className="font-semibold text-base" id={titleId}>
        {title}
      </h2>
      {isNear ? children : <div aria-hidden className="min-h-96" />}
    </section>
  );
}

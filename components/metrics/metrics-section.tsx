'use client';

import { type ReactNode, useId, useRef } from 'react';
import { useNear } from './use-near';

export type MetricsSectionProps = {
  /** The anchor: `#network` leads here. */
  id: string;
  title: string;
  /** What is in it begins with its title by itself. */
  hasTitle?: boolean;
  /** What is shown, and asked for, once the part comes near what is in sight. */
  children: ReactNode;
};

/** One part of the metrics page, which loads by itself and can be linked. */
export function MetricsSection({ id, title, hasTitle = false, children }: MetricsSectionProps) {
  const titleId = useId();
  const element = useRef<HTMLElement & HTMLDivElement>(null);
  const isNear = useNear(element);
  const className = 'flex scroll-mt-4 flex-col gap-3';
  const content = isNear ? children : <div aria-hidden className="min-h-96" />;
  if (hasTitle)
    return (
      <div className={className} id={id} ref={element}>
        {content}
      </div>
    );
  return (
    <section aria-labelledby={titleId} className={className} id={id} ref={element}>
      <h2 className="font-semibold text-base" id={titleId}>
        {title}
      </h2>
      {content}
    </section>
  );
}

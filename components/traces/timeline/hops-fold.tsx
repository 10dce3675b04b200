'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

/** The request's way above the timeline, folded away when it is not wanted. */
export function HopsFold(props: { isOpen: boolean; onToggle: (isOpen: boolean) => void; children: ReactNode }) {
  const t = useTranslations('timeline');
  return (
    <section aria-label={t('hops')} className="min-w-0">
      <button
        aria-expanded={props.isOpen}
        className="flex items-center gap-1 rounded-sm text-muted text-xs hover:text-fg"
        onClick={() => props.onToggle(!props.isOpen)}
        type="button"
      >
        {props.isOpen ? (
          <ChevronDown aria-hidden className="size-3.5" />
        ) : (
          <ChevronRight aria-hidden className="size-3.5" />
        )}
        {t('hops')}
      </button>
      {props.isOpen ? props.children : null}
    </section>
  );
}

'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { IconButton } from '@/components/ui/icon-button';

/** The request's way above the timeline, folded away when it is not wanted. */
export function HopsFold(props: { isOpen: boolean; onToggle: (isOpen: boolean) => void; children: ReactNode }) {
  const t = useTranslations('timeline');
  const { isOpen, onToggle } = props;
  if (!isOpen)
    return (
      <div className="shrink-0 border-b px-3 py-0.5 max-sm:px-1">
        <button
          aria-expanded={false}
          className="flex h-6 items-center gap-1 rounded-sm px-1 text-muted text-xs hover:text-fg"
          onClick={() => onToggle(true)}
          type="button"
        >
          <ChevronRight aria-hidden className="size-3.5" />
          {t('hops')}
        </button>
      </div>
    );
  return (
    <section aria-label={t('hops')} className="flex min-w-0 shrink-0 border-b py-1 pl-3 max-sm:pl-1">
      <IconButton aria-expanded={true} label={t('foldHops')} onClick={() => onToggle(false)} size="sm">
        <ChevronDown aria-hidden />
      </IconButton>
      <div className="-ml-3 min-w-0 flex-1 max-sm:-ml-1">{props.children}</div>
    </section>
  );
}

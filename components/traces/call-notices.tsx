'use client';

import { Info } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useSentenceGap } from '@/components/ui/sentence-gap';
import type { CallNotice } from '@/lib/deepflow/dto';

/** What limits the list or the charts above, in one quiet line; nothing when nothing does. */
export function CallNotices({ notices, children }: { notices: readonly CallNotice[]; children?: ReactNode }) {
  const t = useTranslations('traces');
  const gap = useSentenceGap();
  if (notices.length === 0 && !children) return null;
  return (
    <p className="flex gap-1.5 text-muted text-xs" data-slot="call-notices" role="note">
      <Info aria-hidden className="mt-0.5 size-3.5 shrink-0 text-subtle" />
      <span className="text-pretty">
        {notices.map((notice) => `${t(`notice.${notice}`)}${gap}`)}
        {children}
      </span>
    </p>
  );
}

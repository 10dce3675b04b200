'use client';

import { useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';

/** Enabled or disabled: a full or an empty dot, and the word. */
export function RouteStatus({ isEnabled }: { isEnabled: boolean }) {
  const t = useTranslations('routes');
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <span
        aria-hidden
        className={cn(
          'size-2 shrink-0 rounded-full border',
          isEnabled ? 'border-ok-solid bg-ok-solid' : 'border-subtle',
        )}
      />
      {t(isEnabled ? 'enabled' : 'disabled')}
    </span>
  );
}

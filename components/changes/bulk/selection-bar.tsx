'use client';

import { SlidersHorizontal, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { lazy, Suspense, useState } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { LiveRegion } from '@/components/ui/live-region';
import type { RouteListQuery } from '@/lib/apisix/dto';

const BulkDialog = lazy(async () => ({ default: (await import('./bulk-dialog')).BulkDialog }));

export type SelectionBarProps = {
  gatewayId: string;
  /** Where all that match are meant, `ids` are those that are not. */
  selection: { ids: ReadonlySet<string>; all: RouteListQuery | null };
  /** How many routes match the list's filter now. */
  matched: number;
  onSelectAll: () => void;
  onClear: () => void;
};

/** What is selected, and what can be done with it. All that match is the filter itself, and says so. */
export function SelectionBar({ gatewayId, selection, matched, onSelectAll, onClear }: SelectionBarProps) {
  const t = useTranslations('changes.bulk');
  const [isOpen, setIsOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  const { ids, all } = selection;
  const count = all ? matched - ids.size : ids.size;
  const text =
    all === null
      ? t('selected', { count })
      : ids.size === 0
        ? t('allMatching', { count })
        : t('allMatchingBut', { count: matched, without: ids.size });
  return (
    <section
      aria-label={t('bar')}
      className="flex shrink-0 flex-wrap items-center gap-2 border-t bg-raised px-4 py-2 max-sm:px-2"
    >
      <span className="font-medium tabular-nums">{text}</span>
      <LiveRegion>{text}</LiveRegion>
      {all ? (
        <span className="text-muted text-xs">{t('filterNote')}</span>
      ) : matched > ids.size ? (
        <Button onClick={onSelectAll} size="sm" variant="ghost">
          {t('selectAll', { count: matched })}
        </Button>
      ) : null}
      <div className="ml-auto flex items-center gap-2">
        <Button
          disabled={count === 0}
          onClick={() => {
            setWasOpened(true);
            setIsOpen(true);
          }}
          variant="primary"
        >
          <SlidersHorizontal aria-hidden />
          {t('edit', { count })}
        </Button>
        <IconButton label={t('clear')} onClick={onClear}>
          <X aria-hidden />
        </IconButton>
      </div>
      {wasOpened ? (
        <Suspense>
          <BulkDialog
            count={count}
            gatewayId={gatewayId}
            onOpenChange={setIsOpen}
            open={isOpen}
            routes={all ? { query: all, except: [...ids] } : { ids: [...ids] }}
          />
        </Suspense>
      ) : null}
    </section>
  );
}

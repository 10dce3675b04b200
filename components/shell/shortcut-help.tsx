'use client';

import { useTranslations } from 'next-intl';
import { Dialog } from '@/components/ui/dialog';
import { Kbd } from '@/components/ui/kbd';
import { ScrollRegion } from '@/components/ui/scroll-region';
import { type Shortcut, useListedShortcuts } from './page-shortcuts';

const shortcuts = [
  { keys: ['⌘K', 'Ctrl-K'], text: 'palette' },
  { keys: ['/'], text: 'search' },
  { keys: ['↑', '↓'], text: 'move' },
  { keys: ['PgUp', 'PgDn', 'Home', 'End'], text: 'page' },
  { keys: ['Enter'], text: 'openRow' },
  { keys: ['x', 'Space'], text: 'select' },
  { keys: ['Shift-↑', 'Shift-↓', 'Shift-x'], text: 'selectRange' },
  { keys: ['Shift-F10'], text: 'rowMenu' },
  { keys: ['Esc'], text: 'close' },
  { keys: ['?'], text: 'help' },
] as const;

/** The keys of every page, and those of the page that is shown. */
export function ShortcutHelp({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations('shell.shortcuts');
  const page = useListedShortcuts();
  return (
    <Dialog
      className={page === null ? '' : 'w-[min(52rem,calc(100vw-1rem))]'}
      onOpenChange={onOpenChange}
      open={open}
      title={t('title')}
    >
      <ScrollRegion className="overflow-auto px-4 py-3" label={t('title')}>
        {page === null ? null : (
          <section aria-label={page.title} className="mb-4">
            <h3 className="mb-2 font-semibold">{page.title}</h3>
            <ShortcutList shortcuts={page.shortcuts} />
          </section>
        )}
        {page === null ? null : <h3 className="mb-2 font-semibold">{t('everywhere')}</h3>}
        <ShortcutList shortcuts={shortcuts.map(({ keys, text }) => ({ keys, text: t(text) }))} />
      </ScrollRegion>
    </Dialog>
  );
}

function ShortcutList({ shortcuts: listed }: { shortcuts: readonly Shortcut[] }) {
  return (
    <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
      {listed.map(({ keys, text }) => (
        <div className="grid grid-cols-[8.5rem_1fr] items-center gap-x-4" key={text}>
          <dt className="flex flex-wrap gap-1">
            {keys.map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
          </dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

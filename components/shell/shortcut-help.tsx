'use client';

import { useTranslations } from 'next-intl';
import { Dialog } from '@/components/ui/dialog';
import { Kbd } from '@/components/ui/kbd';
import { type Shortcut, useListedShortcuts } from './page-shortcuts';

const shortcuts = [
  { keys: ['⌘K', 'Ctrl-K'], text: 'palette' },
  { keys: ['/'], text: 'search' },
  { keys: ['↑', '↓'], text: 'move' },
  { keys: ['PgUp', 'PgDn', 'Home', 'End'], text: 'page' },
  { keys: ['Enter'], text: 'openRow' },
  { keys: ['Shift-F10'], text: 'rowMenu' },
  { keys: ['Esc'], text: 'close' },
  { keys: ['?'], text: 'help' },
] as const;

/** The keys of every page, and those of the page that is shown. */
export function ShortcutHelp({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations('shell.shortcuts');
  const page = useListedShortcuts();
  return (
    <Dialog onOpenChange={onOpenChange} open={open} title={t('title')}>
      <div className="overflow-auto px-4 py-3">
        {page === null ? null : (
          <section aria-label={page.title} className="mb-4">
            <h3 className="mb-2 font-semibold">{page.title}</h3>
            <ShortcutList shortcuts={page.shortcuts} />
          </section>
        )}
        {page === null ? null : <h3 className="mb-2 font-semibold">{t('everywhere')}</h3>}
        <ShortcutList shortcuts={shortcuts.map(({ keys, text }) => ({ keys, text: t(text) }))} />
      </div>
    </Dialog>
  );
}

function ShortcutList({ shortcuts: listed }: { shortcuts: readonly Shortcut[] }) {
  return (
    <dl className="grid grid-cols-[max-content_1fr] items-center gap-x-6 gap-y-2">
      {listed.map(({ keys, text }) => (
        <div className="contents" key={text}>
          <dt className="flex gap-1">
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

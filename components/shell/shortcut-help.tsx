'use client';

import { useTranslations } from 'next-intl';
import { Dialog } from '@/components/ui/dialog';
import { Kbd } from '@/components/ui/kbd';

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

export function ShortcutHelp({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations('shell.shortcuts');
  return (
    <Dialog onOpenChange={onOpenChange} open={open} title={t('title')}>
      <dl className="grid grid-cols-[max-content_1fr] items-center gap-x-6 gap-y-2 overflow-auto px-4 py-3">
        {shortcuts.map(({ keys, text }) => (
          <div className="contents" key={text}>
            <dt className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

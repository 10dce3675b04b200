'use client';

import { lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react';
import { CommandContext, type CommandLayer, type Commands } from './command-context';
import { isTyping } from './is-typing';

const loadPalette = () => import('./command-palette');
const CommandPalette = lazy(async () => ({ default: (await loadPalette()).CommandPalette }));
const ShortcutHelp = lazy(async () => ({ default: (await import('./shortcut-help')).ShortcutHelp }));

/** Keys that work on every page: ⌘K or Ctrl-K and `?`. What they open is not part of the first load. */
export function CommandCenter({ children }: { children: ReactNode }) {
  const [layer, setLayer] = useState<CommandLayer | null>(null);
  const [loaded, setLoaded] = useState<ReadonlySet<CommandLayer>>(new Set());
  const commands = useMemo<Commands>(
    () => ({
      open: (wanted) => {
        setLoaded((before) => new Set(before).add(wanted));
        setLayer(wanted);
      },
    }),
    [],
  );

  // Fetched before it is wanted: what is typed right after the key belongs to the palette, not to the page.
  useEffect(() => {
    const timer = window.setTimeout(() => void loadPalette(), 1000);
    return () => window.clearTimeout(timer);
  }, []);
  useEffect(() => {
    const handleKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey) && !event.shiftKey && !event.altKey) {
        event.preventDefault();
        commands.open('palette');
      } else if (event.key === '?' && !event.metaKey && !event.ctrlKey && !isTyping(event)) {
        event.preventDefault();
        commands.open('shortcuts');
      }
    };
    document.addEventListener('keydown', handleKey);
    return () => document.removeEventListener('keydown', handleKey);
  }, [commands]);

  const close = (open: boolean) => setLayer(open ? layer : null);
  return (
    <CommandContext value={commands}>
      {children}
      <Suspense>
        {loaded.has('palette') ? <CommandPalette onOpenChange={close} open={layer === 'palette'} /> : null}
        {loaded.has('shortcuts') ? <ShortcutHelp onOpenChange={close} open={layer === 'shortcuts'} /> : null}
      </Suspense>
    </CommandContext>
  );
}

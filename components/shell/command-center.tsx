'use client';

import { lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react';
import { CommandContext, type CommandLayer, type Commands } from './command-context';
import { isTyping } from './is-typing';

const CommandPalette = lazy(async () => ({ default: (await import('./command-palette')).CommandPalette }));
const ShortcutHelp = lazy(async () => ({ default: (await import('./shortcut-help')).ShortcutHelp }));

/** Keys that work on every page: ⌘K or Ctrl-K and `?`. What they open is loaded when it is first wanted. */
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

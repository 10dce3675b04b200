'use client';

import { Command } from 'cmdk';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Dialog } from '@/components/ui/dialog';
import { useProblemWords } from '@/components/ui/problem-words';
import type { Problem } from '@/lib/http/problem';
import { useActionCommands, useRouteCommands } from './use-palette-commands';

export type CommandPaletteProps = { open: boolean; onOpenChange: (open: boolean) => void };

/** Every route, page and action by typing a part of its name. Routes are searched on the server, over all of them. */
export function CommandPalette({ open, onOpenChange }: CommandPaletteProps) {
  const t = useTranslations('shell.palette');
  return (
    <Dialog onOpenChange={onOpenChange} open={open} title={t('title')} titleHidden>
      <Palette onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function Palette({ onDone }: { onDone: () => void }) {
  const t = useTranslations('shell.palette');
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState('');
  const query = typed.trim();
  const routes = useRouteCommands(query);
  const groups = [routes.group, ...useActionCommands(query)].filter(({ commands }) => commands.length > 0);
  const all = groups.flatMap(({ commands }) => commands);
  // Routes come later than what was typed: what Enter takes is always something that is in sight.
  const selected = all.some(({ id }) => id === chosen) ? chosen : (all[0]?.id ?? '');
  return (
    <Command
      className="flex min-h-0 flex-col"
      label={t('title')}
      loop
      onValueChange={setChosen}
      shouldFilter={false}
      value={selected}
    >
      <Command.Input
        autoFocus
        className="h-11 w-full shrink-0 border-b bg-transparent px-4 text-base outline-none"
        onValueChange={setTyped}
        placeholder={t('placeholder')}
        value={typed}
      />
      <Command.List className="min-h-0 overflow-auto p-1.5">
        {routes.problem ? <ProblemLine problem={routes.problem} /> : null}
        {routes.isPending ? <p className="px-2 py-1.5 text-subtle">{t('searching')}</p> : null}
        {all.length === 0 && !routes.isPending ? (
          <p className="px-2 py-1.5 text-subtle">{t('nothing', { query })}</p>
        ) : null}
        {groups.map(({ heading, commands }) => (
          <Command.Group
            className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:text-subtle"
            heading={heading}
            key={heading}
          >
            {commands.map(({ id, label, hint, run }) => (
              <Command.Item
                className="flex min-h-8 cursor-pointer items-center gap-3 rounded-md px-2 data-[selected=true]:bg-accent-soft"
                key={id}
                onSelect={() => {
                  onDone();
                  run();
                }}
                value={id}
              >
                <span className={hint ? 'min-w-0 max-w-2/3 shrink-0 truncate' : 'min-w-0 truncate'}>{label}</span>
                {hint ? (
                  <span className="min-w-0 flex-1 truncate text-right font-mono text-subtle text-xs">{hint}</span>
                ) : null}
              </Command.Item>
            ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  );
}

function ProblemLine({ problem }: { problem: Problem }) {
  return <p className="px-2 py-1.5 text-server-error">{useProblemWords(problem).title}</p>;
}

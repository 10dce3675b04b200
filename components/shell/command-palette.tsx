'use client';

import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useTheme } from 'next-themes';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { Dialog } from '@/components/ui/dialog';
import { useProblemWords } from '@/components/ui/problem-words';
import { apisixQueries } from '@/lib/apisix/queries';
import type { Problem } from '@/lib/http/problem';
import { locales } from '@/lib/i18n/locales';
import { useCommands } from './command-context';
import { useGateway } from './gateway-context';
import { hrefs } from './hrefs';
import { themes, useLanguage } from './use-preferences';

const shownRoutes = 8;

export type CommandPaletteProps = { open: boolean; onOpenChange: (open: boolean) => void };

/** Every route, page and action by typing a part of its name. Routes are searched on the server, over all of them. */
export function CommandPalette({ open, onOpenChange }: CommandPaletteProps) {
  const t = useTranslations('shell.palette');
  const [typed, setTyped] = useState('');
  const handleOpenChange = (next: boolean) => {
    if (!next) setTyped('');
    onOpenChange(next);
  };
  return (
    <Dialog onOpenChange={handleOpenChange} open={open} title={t('title')} titleHidden>
      <Command className="flex min-h-0 flex-col" label={t('title')} loop shouldFilter={false}>
        <Command.Input
          className="h-11 w-full shrink-0 border-b bg-transparent px-4 text-base outline-none"
          onValueChange={setTyped}
          placeholder={t('placeholder')}
          value={typed}
        />
        <Command.List className="min-h-0 overflow-auto p-1.5">
          <RouteGroup onDone={() => handleOpenChange(false)} typed={typed.trim()} />
          <CommandGroups onDone={() => handleOpenChange(false)} typed={typed.trim()} />
        </Command.List>
      </Command>
    </Dialog>
  );
}

function RouteGroup({ typed, onDone }: { typed: string; onDone: () => void }) {
  const t = useTranslations('shell.palette');
  const router = useRouter();
  const { gateway } = useGateway();
  const q = useDeferredValue(typed);
  const { data, error, isPending } = useQuery({
    ...apisixQueries.list(gateway.id, { q: q || undefined, limit: shownRoutes }),
    placeholderData: (previous) => previous,
  });
  const go = (href: Parameters<typeof router.push>[0]) => {
    onDone();
    router.push(href);
  };
  return (
    <Group heading={t('routes')}>
      {error ? <ProblemLine problem={error.problem} /> : null}
      {isPending ? <p className="px-2 py-1.5 text-subtle">{t('searching')}</p> : null}
      {data?.rows.map((route) => (
        <Item key={route.id} onSelect={() => go(hrefs.route(gateway.id, route.id))} value={`route ${route.id}`}>
          <span className="min-w-0 shrink-0 truncate">{route.name || route.id}</span>
          <span className="min-w-0 flex-1 truncate text-right font-mono text-subtle text-xs">
            {route.hosts[0] ?? ''}
            {route.paths[0] ?? ''}
          </span>
        </Item>
      ))}
      {data && data.matched > data.rows.length ? (
        <Item
          onSelect={() => go(`${hrefs.routes(gateway.id)}${q ? `?q=${encodeURIComponent(q)}` : ''}` as never)}
          value="all routes"
        >
          <span className="text-accent">{t('moreRoutes', { count: data.matched })}</span>
        </Item>
      ) : null}
      {data?.matched === 0 && q ? <p className="px-2 py-1.5 text-subtle">{t('nothing', { query: q })}</p> : null}
    </Group>
  );
}

function ProblemLine({ problem }: { problem: Problem }) {
  return <p className="px-2 py-1.5 text-server-error">{useProblemWords(problem).title}</p>;
}

function CommandGroups({ typed, onDone }: { typed: string; onDone: () => void }) {
  const t = useTranslations('shell');
  const router = useRouter();
  const { gateway, gateways } = useGateway();
  const { setTheme } = useTheme();
  const { setLanguage } = useLanguage();
  const { open } = useCommands();
  const locale = useLocale();

  const groups = [
    {
      heading: t('palette.pages'),
      items: [
        { label: t('routes'), run: () => router.push(hrefs.routes(gateway.id)) },
        { label: t('status'), run: () => router.push(hrefs.status(gateway.id)) },
      ],
    },
    {
      heading: t('palette.gateways'),
      items: gateways
        .filter(({ id }) => id !== gateway.id)
        .map(({ id, name }) => ({ label: name, run: () => router.push(hrefs.routes(id)) })),
    },
    {
      heading: t('palette.actions'),
      items: [
        ...themes.map((name) => ({
          label: t('palette.useTheme', { name: t(`theme.${name}`) }),
          run: () => setTheme(name),
        })),
        ...locales
          .filter((each) => each !== locale)
          .map((each) => ({
            label: t('palette.useLanguage', { name: t(`language.${each}`) }),
            run: () => setLanguage(each),
          })),
        { label: t('palette.showShortcuts'), run: () => open('shortcuts') },
      ],
    },
  ];
  const wanted = typed.toLowerCase();
  return groups.map(({ heading, items }) => {
    const matching = items.filter(({ label }) => label.toLowerCase().includes(wanted));
    if (matching.length === 0) return null;
    return (
      <Group heading={heading} key={heading}>
        {matching.map(({ label, run }) => (
          <Item
            key={label}
            onSelect={() => {
              onDone();
              run();
            }}
            value={label}
          >
            {label}
          </Item>
        ))}
      </Group>
    );
  });
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:text-subtle"
      heading={heading}
    >
      {children}
    </Command.Group>
  );
}

function Item({ value, onSelect, children }: { value: string; onSelect: () => void; children: ReactNode }) {
  return (
    <Command.Item
      className="flex min-h-8 cursor-pointer items-center gap-3 rounded-md px-2 data-[selected=true]:bg-accent-soft"
      onSelect={onSelect}
      value={value}
    >
      {children}
    </Command.Item>
  );
}

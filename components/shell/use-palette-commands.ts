'use client';

import { useQuery } from '@tanstack/react-query';
import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useTheme } from 'next-themes';
import { useDeferredValue } from 'react';
import { apisixQueries } from '@/lib/apisix/queries';
import type { Problem } from '@/lib/http/problem';
import { locales } from '@/lib/i18n/locales';
import { useCommands } from './command-context';
import { useGateway } from './gateway-context';
import { hrefs, overviewTabs } from './hrefs';
import { themes, useLanguage } from './use-preferences';

/** One line of the palette. `id` is unique among all of them, in lower case as cmdk wants it. */
export type PaletteCommand = { id: string; label: string; hint?: string; run: () => void };
export type PaletteGroup = { heading: string; commands: PaletteCommand[] };

const shownRoutes = 8;

/** Routes that match what was typed; the first ones of all while nothing is. */
export function useRouteCommands(query: string): { group: PaletteGroup; problem: Problem | null; isPending: boolean } {
  const t = useTranslations('shell.palette');
  const router = useRouter();
  const { gateway } = useGateway();
  const q = useDeferredValue(query);
  const { data, error, isPending } = useQuery({
    ...apisixQueries.list(gateway.id, { q: q || undefined, limit: shownRoutes }),
    placeholderData: (previous) => previous,
  });
  const commands: PaletteCommand[] = (data?.rows ?? []).map((route, index) => ({
    id: `route-${index}`,
    label: route.name || route.id,
    hint: `${route.hosts[0] ?? ''}${route.paths[0] ?? ''}`,
    run: () => router.push(hrefs.route(gateway.id, route.id)),
  }));
  if (data && data.matched > data.rows.length)
    commands.push({
      id: 'all-routes',
      label: t('moreRoutes', { count: data.matched }),
      run: () => router.push(`${hrefs.routes(gateway.id)}${q ? `?q=${encodeURIComponent(q)}` : ''}` as Route),
    });
  return { group: { heading: t('routes'), commands }, problem: error?.problem ?? null, isPending };
}

/** Pages, other gateways and actions whose names contain what was typed. */
export function useActionCommands(query: string): PaletteGroup[] {
  const t = useTranslations('shell');
  const tFile = useTranslations('traceFile');
  const router = useRouter();
  const { gateway, gateways } = useGateway();
  const { setTheme } = useTheme();
  const { setLanguage } = useLanguage();
  const { open } = useCommands();
  const locale = useLocale();
  const groups: PaletteGroup[] = [
    {
      heading: t('palette.pages'),
      commands: [
        ...overviewTabs.map((tab) => ({
          id: `page-overview-${tab}`,
          label: t(`overviewTabs.${tab}`),
          ...(tab === 'overview' ? {} : { hint: t('overviewTabs.overview') }),
          run: () => router.push(hrefs.overview(gateway.id, tab)),
        })),
        { id: 'page-routes', label: t('routes'), run: () => router.push(hrefs.routes(gateway.id)) },
        { id: 'page-changes', label: t('changes'), run: () => router.push(hrefs.changes(gateway.id)) },
        {
          id: 'page-instrumentation',
          label: t('instrumentation'),
          run: () => router.push(hrefs.instrumentation(gateway.id)),
        },
        { id: 'page-status', label: t('status'), run: () => router.push(hrefs.status(gateway.id)) },
      ],
    },
    {
      heading: t('palette.gateways'),
      commands: gateways.flatMap(({ id, name }, index) =>
        id === gateway.id ? [] : [{ id: `gateway-${index}`, label: name, run: () => router.push(hrefs.routes(id)) }],
      ),
    },
    {
      heading: t('palette.actions'),
      commands: [
        ...themes.map((name) => ({
          id: `theme-${name}`,
          label: t('palette.useTheme', { name: t(`theme.${name}`) }),
          run: () => setTheme(name),
        })),
        ...locales.flatMap((each) =>
          each === locale
            ? []
            : [
                {
                  id: `language-${each.toLowerCase()}`,
                  label: t('palette.useLanguage', { name: t(`language.${each}`) }),
                  run: () => setLanguage(each),
                },
              ],
        ),
        { id: 'trace-file', label: tFile('command'), run: () => router.push(hrefs.traceFile(gateway.id)) },
        { id: 'shortcuts', label: t('palette.showShortcuts'), run: () => open('shortcuts') },
      ],
    },
  ];
  const wanted = query.toLowerCase();
  return groups.map(({ heading, commands }) => ({
    heading,
    commands: commands.filter(({ label }) => label.toLowerCase().includes(wanted)),
  }));
}

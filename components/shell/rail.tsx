'use client';

import {
  Activity,
  Contrast,
  Gauge,
  History,
  Languages,
  type LucideIcon,
  Route as RouteIcon,
  SlidersHorizontal,
} from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { lazy, type ReactNode, Suspense } from 'react';
import { cn } from '@/components/ui/cn';
import { Menu, type MenuTriggerProps } from '@/components/ui/menu';
import { useGateway } from './gateway-context';
import { GatewaySwitch } from './gateway-switch';
import { hrefs } from './hrefs';

// Their place is as high as they will be: the menu is laid out before they are there.
const loadItems = () => import('./preference-items');
const ThemeItems = lazy(async () => ({ default: (await loadItems()).ThemeItems }));
const LanguageItems = lazy(async () => ({ default: (await loadItems()).LanguageItems }));

const itemClass =
  'flex flex-col items-center justify-center gap-0.5 rounded-md py-1.5 text-2xs text-muted hover:bg-hover hover:text-fg aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent max-sm:size-8 max-sm:py-0 [&_svg]:size-4';

/** The narrow bar at the left; on a narrow screen it lies on top and keeps its icons only. */
export function Rail() {
  const t = useTranslations('shell');
  const { gateway } = useGateway();
  const pathname = usePathname();
  const pages: { href: Route; label: string; shown?: string; icon: LucideIcon; prefixes: string[] }[] = [
    {
      href: hrefs.overview(gateway.id),
      label: t('overviewTabs.overview'),
      icon: Gauge,
      prefixes: ['overview'],
    },
    {
      href: hrefs.routes(gateway.id),
      label: t('routes'),
      icon: RouteIcon,
      prefixes: ['routes', 'traces'],
    },
    {
      href: hrefs.instrumentation(gateway.id),
      label: t('instrumentation'),
      shown: t('instrumentationRail'),
      icon: SlidersHorizontal,
      prefixes: ['instrumentation'],
    },
    { href: hrefs.changes(gateway.id), label: t('changes'), icon: History, prefixes: ['changes'] },
    { href: hrefs.status(gateway.id), label: t('status'), icon: Activity, prefixes: ['status'] },
  ];
  const section = pathname.split('/')[2] ?? '';
  return (
    <div className="flex w-16 shrink-0 flex-col gap-1 border-r bg-surface p-1.5 max-sm:h-11 max-sm:w-full max-sm:flex-row max-sm:items-center max-sm:border-r-0 max-sm:border-b">
      <GatewaySwitch />
      <nav aria-label={t('navigation')} className="mt-2 flex flex-1 flex-col gap-1 max-sm:mt-0 max-sm:flex-row">
        {pages.map(({ href, label, shown = label, icon: Icon, prefixes }) => (
          <Link
            aria-current={prefixes.includes(section) ? 'page' : undefined}
            className={itemClass}
            href={href}
            key={href}
            // There is nothing of a page but its place that could be had before it is asked for, at each change of the address.
            prefetch={false}
          >
            <Icon aria-hidden />
            <span className="max-w-full overflow-hidden text-center leading-tight max-sm:sr-only">{shown}</span>
          </Link>
        ))}
      </nav>
      <ThemeMenu />
      <LanguageMenu />
    </div>
  );
}

function ThemeMenu() {
  const t = useTranslations('shell.theme');
  return (
    <Menu
      label={t('label')}
      trigger={(props) => (
        <RailButton label={t('label')} {...props}>
          <Contrast aria-hidden />
        </RailButton>
      )}
    >
      <Suspense fallback={<span className="block h-21" />}>
        <ThemeItems />
      </Suspense>
    </Menu>
  );
}

function LanguageMenu() {
  const t = useTranslations('shell.language');
  return (
    <Menu
      label={t('label')}
      trigger={(props) => (
        <RailButton label={t('label')} {...props}>
          <Languages aria-hidden />
        </RailButton>
      )}
    >
      <Suspense fallback={<span className="block h-14" />}>
        <LanguageItems />
      </Suspense>
    </Menu>
  );
}

function RailButton({ label, children, ...props }: MenuTriggerProps & { label: string; children: ReactNode }) {
  return (
    <button className={cn(itemClass, 'w-full max-sm:w-8')} type="button" {...props}>
      {children}
      <span className="max-w-full truncate max-sm:sr-only">{label}</span>
    </button>
  );
}

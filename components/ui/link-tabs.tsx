'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { cn } from './cn';

export type LinkTab = { href: Route; label: string };

/** Tabs that are pages: each has its own address, so they are links in a navigation, not an ARIA tab list. */
export function LinkTabs({ label, tabs, className }: { label: string; tabs: readonly LinkTab[]; className?: string }) {
  const pathname = usePathname();
  return (
    <nav aria-label={label} className={cn('flex gap-1 overflow-x-auto border-b px-4', className)} data-slot="link-tabs">
      {tabs.map((tab) => (
        <Link
          aria-current={pathname === tab.href.split('?')[0] ? 'page' : undefined}
          className="-mb-px inline-flex h-8 items-center border-transparent border-b-2 px-2 whitespace-nowrap text-muted hover:text-fg focus-visible:outline-offset-[-2px] aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-fg"
          href={tab.href}
          key={tab.href}
          prefetch={false}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}

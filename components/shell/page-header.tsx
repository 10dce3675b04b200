'use client';

import { Search } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { lazy, type ReactNode, Suspense } from 'react';
import { cn } from '@/components/ui/cn';
import { IconButton } from '@/components/ui/icon-button';
import { useCommands } from './command-context';

// Drawn by the server like the rest; its code comes after that of the page.
const CopyButton = lazy(async () => ({ default: (await import('@/components/ui/copy-button')).CopyButton }));
// Pages with a time range have its refresh.
const RefreshButton = lazy(async () => ({ default: (await import('./refresh-button')).RefreshButton }));

export type Crumb = { label: string; href?: Route };

export type PageHeaderProps = {
  /** From the gateway's list down to this page, which has no link. */
  crumbs: readonly Crumb[];
  /** The last crumb is the page's only title. */
  heading?: boolean;
  /** Right of the breadcrumb: the time range, where the page has one; it brings its own refresh. */
  children?: ReactNode;
};

/** The one line above every page: where one is, a link to it, the time range, refresh. */
export function PageHeader({ crumbs, heading = false, children }: PageHeaderProps) {
  const t = useTranslations('shell');
  const { open } = useCommands();
  return (
    <header className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b bg-surface px-4 py-1 max-sm:px-2">
      <nav aria-label={t('breadcrumb')} className="flex min-w-0 items-center gap-1">
        <ol className="flex min-w-0 items-center gap-1.5">
          {crumbs.map((crumb, index) => (
            <li
              className={cn('flex min-w-0 items-center gap-1.5', index === 0 && 'shrink-0')}
              key={`${crumb.href ?? ''} ${crumb.label}`}
            >
              {index > 0 ? (
                <span aria-hidden className="text-subtle">
                  /
                </span>
              ) : null}
              <CrumbText crumb={crumb} isHeading={heading && index === crumbs.length - 1} />
            </li>
          ))}
        </ol>
        <Suspense fallback={<span className="size-6 shrink-0" />}>
          <CopyButton label={t('copyLink')} text={() => window.location.href} />
        </Suspense>
      </nav>
      <div className="ml-auto flex flex-wrap items-center gap-1">
        {children}
        <IconButton aria-keyshortcuts="Control+K Meta+K" label={t('palette.open')} onClick={() => open('palette')}>
          <Search aria-hidden />
        </IconButton>
        {children ? null : (
          <Suspense fallback={<span className="size-7" />}>
            <RefreshButton />
          </Suspense>
        )}
      </div>
    </header>
  );
}

function CrumbText({ crumb, isHeading }: { crumb: Crumb; isHeading: boolean }) {
  if (crumb.href)
    return (
      <Link
        className="max-w-64 truncate rounded-sm text-muted hover:text-fg hover:underline"
        href={crumb.href}
        prefetch={false}
      >
        {crumb.label}
      </Link>
    );
  if (isHeading) return <h1 className="truncate font-semibold">{crumb.label}</h1>;
  return (
    <span aria-current="page" className="max-w-80 truncate font-medium" title={crumb.label}>
      {crumb.label}
    </span>
  );
}

'use client';

import type { Route } from 'next';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useGateway } from '@/components/shell/gateway-context';
import { hrefs, overviewTabs } from '@/components/shell/hrefs';
import { PageHeader } from '@/components/shell/page-header';
import { PageMain } from '@/components/shell/page-main';
import { TimeRangeControl } from '@/components/time-range/time-range-control';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import { LinkTabs } from '@/components/ui/link-tabs';

/** What every tab about the whole gateway stands in; the time range goes along from one to the next. */
export function OverviewFrame({ children }: { children: ReactNode }) {
  const t = useTranslations('shell.overviewTabs');
  const { gateway } = useGateway();
  const search = useSearchParams();
  return (
    <>
      <PageHeader crumbs={[{ label: gateway.name }, { label: t('overview') }]} heading>
        <TimeRangeControl />
      </PageHeader>
      <PageMain className="flex flex-col overflow-hidden">
        <LinkTabs
          className="shrink-0 bg-surface max-sm:px-2"
          label={t('label')}
          tabs={overviewTabs.map((tab) => ({
            href: keepTimeRange(hrefs.overview(gateway.id, tab), search) as Route,
            label: t(tab),
          }))}
        />
        <div className="relative min-h-0 flex-1 overflow-auto" data-slot="overview-tab">
          {children}
        </div>
      </PageMain>
    </>
  );
}

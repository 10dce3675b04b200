'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { hrefs } from '@/components/shell/hrefs';
import { buttonVariants } from '@/components/ui/button';
import { Card, CardBody, CardHeader, CardTitle } from '@/components/ui/card';
import type { RouteDetail } from '@/lib/apisix/dto';
import { chip, switchedPlugins } from '@/lib/apisix/plugins-in-force';
import { PluginChip } from './plugin-chip';
import { PluginStateText } from './plugin-state-text';

/** Both plugins of a route: what is in force, and why. */
export function InstrumentationCard({ gatewayId, detail }: { gatewayId: string; detail: RouteDetail }) {
  const t = useTranslations('plugins');
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('instrumentation')}</CardTitle>
        <Link
          className={buttonVariants({ size: 'sm', className: 'ml-auto' })}
          href={hrefs.route(gatewayId, detail.summary.id, 'plugins')}
        >
          {t('change')}
        </Link>
      </CardHeader>
      {switchedPlugins.map((plugin) => (
        <CardBody className="space-y-1 border-b last:border-b-0" key={plugin}>
          <div className="flex flex-wrap items-center gap-2">
            <span className="font-medium">{plugin}</span>
            <PluginChip chip={chip(detail[plugin])} plugin={plugin} />
          </div>
          <PluginStateText state={detail[plugin]} />
        </CardBody>
      ))}
    </Card>
  );
}

'use client';

import { Ellipsis } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { hrefs, type RouteTab } from '@/components/shell/hrefs';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { toast } from '@/components/ui/toast';
import type { RouteSummary } from '@/lib/apisix/dto';

const tabs: readonly RouteTab[] = ['overview', 'traces', 'metrics', 'logs', 'plugins', 'config'];

export type RouteRowMenuProps = { gatewayId: string; route: RouteSummary; label: string; tabIndex: number };

export function RouteRowMenu({ gatewayId, route, label, tabIndex }: RouteRowMenuProps) {
  const t = useTranslations('routes');
  const words = useTranslations('common');
  const router = useRouter();
  const copy = (text: string) =>
    navigator.clipboard.writeText(text).then(
      () => toast('success', words('copied')),
      () => toast('error', words('copyFailed')),
    );
  return (
    <Menu
      align="end"
      label={label}
      trigger={(props) => (
        <IconButton label={label} size="sm" tabIndex={tabIndex} {...props}>
          <Ellipsis aria-hidden />
        </IconButton>
      )}
    >
      {tabs.map((tab) => (
        <MenuItem key={tab} onClick={() => router.push(hrefs.route(gatewayId, route.id, tab))}>
          {t('openTab', { tab: t(`tabs.${tab}`) })}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem onClick={() => copy(route.id)}>{t('copyId')}</MenuItem>
      {route.name ? <MenuItem onClick={() => copy(route.name)}>{t('copyName')}</MenuItem> : null}
      <MenuItem onClick={() => copy(`${window.location.origin}${hrefs.route(gatewayId, route.id)}`)}>
        {t('copyLink')}
      </MenuItem>
    </Menu>
  );
}

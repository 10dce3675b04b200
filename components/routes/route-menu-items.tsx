'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { hrefs, type RouteTab } from '@/components/shell/hrefs';
import { MenuItem, MenuSeparator } from '@/components/ui/menu';
import { toast } from '@/components/ui/toast';
import type { RouteSummary } from '@/lib/apisix/dto';

const tabs: readonly RouteTab[] = ['overview', 'traces', 'metrics', 'logs', 'profile', 'plugins', 'config'];

export function RouteMenuItems({ gatewayId, route }: { gatewayId: string; route: RouteSummary }) {
  const t = useTranslations('routes');
  const words = useTranslations('common');
  const router = useRouter();
  const first = useRef<HTMLButtonElement>(null);
  // They come after the menu has opened, when it could not put the focus on its first item yet.
  useEffect(() => first.current?.focus(), []);
  const copy = (text: string) =>
    navigator.clipboard.writeText(text).then(
      () => toast('success', words('copied')),
      () => toast('error', words('copyFailed')),
    );
  return (
    <>
      {tabs.map((tab, index) => (
        <MenuItem
          key={tab}
          onClick={() => router.push(hrefs.route(gatewayId, route.id, tab))}
          ref={index === 0 ? first : null}
        >
          {t('openTab', { tab: t(`tabs.${tab}`) })}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem onClick={() => copy(route.id)}>{t('copyId')}</MenuItem>
      {route.name ? <MenuItem onClick={() => copy(route.name)}>{t('copyName')}</MenuItem> : null}
      <MenuItem onClick={() => copy(`${window.location.origin}${hrefs.route(gatewayId, route.id)}`)}>
        {t('copyLink')}
      </MenuItem>
    </>
  );
}

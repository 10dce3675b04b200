'use client';

import { Ellipsis } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { Menu } from '@/components/ui/menu';
import type { RouteSummary } from '@/lib/apisix/dto';

const RouteMenuItems = lazy(async () => ({ default: (await import('./route-menu-items')).RouteMenuItems }));

export type RouteRowMenuProps = { gatewayId: string; route: RouteSummary; label: string; tabIndex: number };

/** What can be done with a row. */
export function RouteRowMenu({ gatewayId, route, label, tabIndex }: RouteRowMenuProps) {
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
      <Suspense>
        <RouteMenuItems gatewayId={gatewayId} route={route} />
      </Suspense>
    </Menu>
  );
}

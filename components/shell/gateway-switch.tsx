'use client';

import { ChevronsUpDown } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Menu, MenuRadioItem } from '@/components/ui/menu';
import { useGateway } from './gateway-context';
import { hrefs } from './hrefs';

/** Says which gateway is looked at, and goes to another one. */
export function GatewaySwitch() {
  const t = useTranslations('shell');
  const router = useRouter();
  const { gateway, gateways } = useGateway();
  return (
    <Menu
      label={t('gateway')}
      trigger={(props) => (
        <button
          aria-label={t('switchGateway', { name: gateway.name })}
          className="flex flex-col items-center gap-0.5 rounded-md border border-line bg-sunken px-1 py-1.5 text-fg hover:bg-hover max-sm:h-8 max-sm:max-w-36 max-sm:flex-row max-sm:px-2 max-sm:py-0"
          title={gateway.name}
          type="button"
          {...props}
        >
          <span className="line-clamp-2 max-w-full text-center text-2xs leading-tight font-semibold [overflow-wrap:anywhere] max-sm:line-clamp-1">
            {gateway.name}
          </span>
          <ChevronsUpDown aria-hidden className="size-3 shrink-0 text-subtle" />
        </button>
      )}
    >
      {gateways.map(({ id, name }) => (
        <MenuRadioItem checked={id === gateway.id} key={id} onClick={() => router.push(hrefs.routes(id))}>
          {name}
        </MenuRadioItem>
      ))}
    </Menu>
  );
}

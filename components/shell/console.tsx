'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { GatewayInfo } from '@/lib/apisix/dto';
import { CommandCenter } from './command-center';
import { GatewayProvider } from './gateway-context';
import { Rail } from './rail';

export type ConsoleProps = { gateway: GatewayInfo; gateways: readonly GatewayInfo[]; children: ReactNode };

/** The frame of every page: rail, content, and the keys that work everywhere. */
export function Console({ gateway, gateways, children }: ConsoleProps) {
  const t = useTranslations('shell');
  return (
    <GatewayProvider value={{ gateway, gateways }}>
      <CommandCenter>
        <a
          className="sr-only z-50 rounded-md bg-accent px-3 py-1.5 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
          href="#content"
        >
          {t('skipToContent')}
        </a>
        <div className="flex h-dvh max-sm:flex-col">
          <Rail />
          <div className="flex min-h-0 min-w-0 flex-1 flex-col">{children}</div>
        </div>
      </CommandCenter>
    </GatewayProvider>
  );
}

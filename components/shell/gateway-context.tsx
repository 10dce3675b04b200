'use client';

import { createContext, type ReactNode, use } from 'react';
import type { GatewayInfo } from '@/lib/apisix/dto';

type Gateways = { gateway: GatewayInfo; gateways: readonly GatewayInfo[] };

const GatewayContext = createContext<Gateways | null>(null);

export function GatewayProvider({ value, children }: { value: Gateways; children: ReactNode }) {
  return <GatewayContext value={value}>{children}</GatewayContext>;
}

/** The gateway of the page. Throws outside of one. */
export function useGateway(): Gateways {
  const value = use(GatewayContext);
  if (!value) throw new Error('useGateway is used outside of a gateway’s pages.');
  return value;
}

'use client';

import { useQuery } from '@tanstack/react-query';
import { instrumentationQueries } from '@/lib/instrumentation/queries';
import type { StaticSettings } from '@/lib/instrumentation/static/settings';

/** What the gateway's mounted config.yaml says; null where none is mounted, or it cannot be read. */
export function useStaticSettings(gatewayId: string): StaticSettings | null {
  const { data: gateway } = useQuery(instrumentationQueries.gateway(gatewayId));
  const { data: file } = useQuery({ ...instrumentationQueries.file(gatewayId), enabled: !!gateway?.staticFile });
  return file?.content?.settings ?? null;
}

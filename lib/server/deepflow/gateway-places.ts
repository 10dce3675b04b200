import 'server-only';
import { idOfEnd, type MapEnd } from '@/lib/deepflow/service-map';
import type { Seconds } from './call-statements';
import { type GatewayEnd, gatewayPlaces, type WatchedAt } from './map-statements';
import { observedBase } from './observed-base';
import { number, query, type Row, text } from './querier';
import type { RouteScope } from './route-scope';

/** Where DeepFlow sees the gateway: its services, and which of them each instance belongs to. */
export type GatewayPlaces = {
  watchedAt: WatchedAt['kind'];
  services: MapEnd[];
  /** The same for statements over DeepFlow's metrics. */
  end: GatewayEnd;
  serviceOf: (instance: string) => MapEnd | undefined;
};

/** The gateway's pods are many times fewer. */
const mostPlaces = 500;
const hourS = 3600;

/**
 * The gateway's services, told by the process that DeepFlow's request logs name: its metrics know none. The last hour of
 * the range is looked at, else all of it, else the last hour before now, since metrics are kept for longer than logs.
 * Null: nothing watches the gateway.
 */
export async function findGateway(
  scope: Pick<RouteScope, 'gateway' | 'range' | 'signal'>,
): Promise<GatewayPlaces | null> {
  const nowS = Math.floor(Date.now() / 1000);
  const { fromS, toS } = scope.range;
  const tried: Seconds[] = [
    { fromS: Math.max(fromS, toS - hourS), toS },
    ...(toS - fromS > hourS ? [scope.range] : []),
    ...(toS < nowS - hourS ? [{ fromS: nowS - hourS, toS: nowS }] : []),
  ];
  for (const range of tried) {
    const base: WatchedAt = (await observedBase({ ...scope, range })) ?? {
      kind: 'otel',
      tags: scope.gateway.deepflow.tags,
    };
    const rows = await query(scope.gateway, gatewayPlaces(base, range, mostPlaces), { signal: scope.signal });
    if (rows.length > 0) return placesOf(base, rows);
  }
  return null;
}

function placesOf({ kind, tags }: WatchedAt, rows: readonly Row[]): GatewayPlaces {
  const services = new Map<string, MapEnd>();
  const byInstance = new Map<string, MapEnd>();
  for (const row of rows) {
    const end = endOf(row, 1);
    services.set(idOfEnd(end), end);
    byInstance.set(text(row, 'auto_instance_1'), end);
  }
  const all = [...services.values()];
  return {
    watchedAt: kind,
    services: all,
    end: { services: [...new Set(all.map(({ name }) => name))], tags, watchedAt: kind },
    serviceOf: (instance) => byInstance.get(instance),
  };
}

/** One end of a row that was asked for `auto_service` and its id: the querier adds the type. */
export function endOf(row: Row, side: 0 | 1): MapEnd {
  return {
    type: number(row, `auto_service_type_${side}`),
    id: number(row, `auto_service_id_${side}`),
    name: text(row, `auto_service_${side}`),
  };
}

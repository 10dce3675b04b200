import 'server-only';
import { addNumbers, idOfEnd, type MapCourse, type MapEnd, type MapNumbers } from '@/lib/deepflow/service-map';
import type { GatewayConfig } from '@/lib/server/config';
import { completeToS } from '@/lib/telemetry/lateness';
import { bucketStarts, bucketStepS } from '@/lib/telemetry/time-range';
import { findGateway } from './gateway-places';
import { keptStretch } from './kept-stretch';
import type { CourseAsked } from './map-params';
import { allPorts, numbersOf, signalSources } from './map-rows';
import { courseOfEdge } from './map-statements';
import { metricStretch } from './metric-stretch';
import { number, query } from './querier';
import { ownPortsOf } from './route-scope';
import { countedOf, secondsOf } from './service-map';

const points = 120;
/** The querier begins longer buckets in its own time zone. */
const longestStepS = 14_400;

/**
 * One edge of the gateway's map over time, at the point at which the map counts it. A bucket without a row had no request
 * that was seen; it has no duration. One that is not whole in DeepFlow yet, or not kept, is unknown. Throws what `query` throws.
 */
export async function edgeCourse(gateway: GatewayConfig, asked: CourseAsked, signal?: AbortSignal): Promise<MapCourse> {
  const { client, server, point, source, precision } = asked;
  const stretch = metricStretch(asked, { least: precision });
  const counted = countedOf(stretch);
  const [places, kept] = await Promise.all([
    findGateway({ gateway, range: secondsOf(asked), signal }),
    keptStretch(gateway, stretch, signal),
  ]);
  const isGateway = (end: MapEnd) => places?.services.some((service) => idOfEnd(service) === idOfEnd(end)) ?? false;
  const isIntoGateway = isGateway(server);
  // Minutes make no finer picture than minutes, and longer steps than these would begin in the server's own time zone.
  const stepS = Math.min(longestStepS, Math.max(bucketStepS(counted, points), stretch.precision === '1m' ? 60 : 1));
  const times = bucketStarts(counted, stepS);
  const statement = courseOfEdge({
    precision: stretch.precision,
    range: stretch.range,
    client,
    server,
    own: {
      tags: gateway.deepflow.tags,
      watchedAt: places?.watchedAt ?? 'ebpf',
      sides: [...(isGateway(client) ? (['_0'] as const) : []), ...(isIntoGateway ? (['_1'] as const) : [])],
    },
    point,
    source: signalSources[source],
    stepS,
    // Those of the gateway's own APIs: an upstream may serve on the same numbers.
    exceptPorts: isIntoGateway ? allPorts(ownPortsOf(gateway)) : [],
    limit: times.length + 1,
  });
  const rows = await query(gateway, statement, { signal });
  const endOf = (startS: number) => Math.min(startS + stepS, counted.toMs / 1000);
  // What is there is kept, whatever was told a minute ago.
  const keptFromS = kept.isKept || rows.length > 0 ? kept.range.fromS : counted.toMs / 1000;
  const seconds = (startS: number) => endOf(startS) - Math.max(startS, keptFromS);
  const found: (MapNumbers | undefined)[] = times.map(() => undefined);
  for (const row of rows) {
    const at = Math.floor((number(row, 'at') - (times[0] ?? 0)) / stepS);
    const before = found[at];
    const numbers = numbersOf(row, 1);
    if (at >= 0 && at < times.length) found[at] = before ? addNumbers(before, numbers) : numbers;
  }
  const knownToS = completeToS(Date.now(), stretch.precision);
  const each = <Value>(read: (numbers: MapNumbers | undefined, seconds: number) => Value) =>
    times.map((startS, at) =>
      endOf(startS) > knownToS || endOf(startS) <= keptFromS ? null : read(found[at], seconds(startS)),
    );
  return {
    times,
    stepS,
    counted,
    rate: each((numbers, s) => (numbers?.requests ?? 0) / s),
    clientErrors: each((numbers, s) => (numbers?.clientErrors ?? 0) / s),
    serverErrors: each((numbers, s) => (numbers?.serverErrors ?? 0) / s),
    timeouts: each((numbers, s) => (numbers?.timeouts ?? 0) / s),
    mean: each((numbers) => numbers?.meanUs ?? null),
    max: each((numbers) => numbers?.maxUs ?? null),
  };
}

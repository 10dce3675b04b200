import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Outcome, Span, SpanKind } from '@/lib/deepflow/dto';
import { writeOtlp } from '@/lib/telemetry/trace/formats/otlp';
import { foreignOf } from '@/lib/telemetry/trace/formats/to-foreign';

/**
 * Large traces as a gateway's request makes them, the same for the same number of spans: calls that pass the seven points
 * of their way, services that call others and a database, some slow, some failing.
 *
 * `tsx bench/trace-spans.ts SPANS FILE` writes one as OTLP JSON.
 */
export function traceSpans(count: number): Span[] {
  const random = randomFrom(count);
  const spans: Span[] = [];
  const startUs = 1_795_334_000_000_000;
  const lengthUs = Math.max(50_000, count * 200);
  const waiting: Call[] = [
    { parent: null, service: 'gateway', caller: 'client', fromUs: startUs, toUs: startUs + lengthUs, level: 0 },
  ];
  for (let next = 0; spans.length < count; next++) {
    const call = waiting[next];
    if (call === undefined) break;
    addCall(spans, call, waiting, random, count);
  }
  return spans.slice(0, count);
}

type Call = { parent: Span | null; service: string; caller: string; fromUs: number; toUs: number; level: number };
type Random = () => number;

const services = ['orders', 'cart', 'payments', 'stock', 'users', 'search', 'mail', 'prices', 'reviews', 'shipping'];
const way: [point: string, kind: SpanKind][] = [
  ['c-p', 'S'],
  ['c', 'N'],
  ['c-nd', 'N'],
  ['s-nd', 'N'],
  ['s', 'N'],
  ['s-p', 'S'],
  ['s-app', 'A'],
];
/** Calls of one service, so that traces are both wide and deep. */
const fanOut = 12;

function addCall(spans: Span[], call: Call, waiting: Call[], random: Random, count: number): void {
  const legUs = Math.max(1, Math.floor((call.toUs - call.fromUs) * 0.004));
  const id = spans.length;
  let parent = call.parent;
  way.forEach(([point, kind], step) => {
    const inset = step * legUs;
    const atClient = point.startsWith('c');
    parent = makeSpan({
      id: `${kind}-${id + step}`,
      parent,
      kind,
      point,
      service: kind === 'N' ? null : atClient ? call.caller : call.service,
      fromUs: within(parent, call.fromUs + inset),
      toUs: within(parent, Math.max(call.fromUs + inset, call.toUs - inset)),
      number: id + step,
      random,
    });
    spans.push(parent);
  });
  const [fromUs, toUs] = [parent?.startUs ?? call.fromUs, parent?.endUs ?? call.toUs];
  const calls = call.level > 12 ? 1 : 1 + Math.floor(random() * fanOut);
  const share = (toUs - fromUs) / calls;
  for (let at = 0; at < calls && waiting.length * way.length < count * 2; at++) {
    const from = fromUs + share * (at + random() * 0.2);
    waiting.push({
      parent,
      service: random() < 0.3 ? 'db' : (services[Math.floor(random() * services.length)] ?? 'orders'),
      caller: call.service,
      fromUs: from,
      toUs: from + share * (0.4 + random() * 0.5),
      level: call.level + 1,
    });
  }
}

function within(parent: Span | null, us: number): number {
  const whole = Math.floor(us);
  return parent === null ? whole : Math.min(Math.max(whole, parent.startUs), parent.endUs);
}

type Made = Pick<Span, 'id' | 'kind' | 'point' | 'service'> & {
  parent: Span | null;
  fromUs: number;
  toUs: number;
  number: number;
  random: Random;
};

function makeSpan({ id, parent, kind, point, service, fromUs, toUs, number, random }: Made): Span {
  const outcome: Outcome = random() < 0.02 ? 'server_error' : random() < 0.02 ? 'client_error' : 'ok';
  const status = { ok: 200, client_error: 404, server_error: 500, timeout: 504, unknown: 0 }[outcome];
  const path = `/${service ?? 'net'}/items/${number % 997}`;
  const spanId = number.toString(16).padStart(16, '0');
  return {
    id,
    parentId: parent?.id ?? null,
    kind,
    name: kind === 'N' ? point : service === 'db' ? `SELECT items ${number % 31}` : `GET ${path}`,
    service,
    serviceId: service,
    point,
    instance: kind === 'N' ? `eth0@node-${number % 5}` : `${service}-${number % 3}`,
    host: `node-${number % 5}`,
    protocol: service === 'db' ? 'MySQL' : 'HTTP',
    startUs: fromUs,
    endUs: toUs,
    durationUs: toUs - fromUs,
    selfUs: 0,
    shiftUs: 0,
    outcome,
    status,
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: kind === 'A' ? spanId : null,
    routeId: number === 6 ? 'orders-route' : null,
    rowIds: kind === 'A' ? [] : [String(7_380_000_000_000_000_000n + BigInt(number))],
    flowId: kind === 'A' ? null : String(9_000_000_000_000n + BigInt(number % 400)),
    faults: [],
    attributes: attributesOf(kind, path, status, number),
    linkedBy: null,
  };
}

function attributesOf(kind: SpanKind, path: string, status: number, number: number): Span['attributes'] {
  const pairs: [string, string][] =
    kind === 'N'
      ? [
          ['tcp.rtt_us', String(200 + (number % 90))],
          ['tcp.seq', String(1_000_000 + number * 7)],
        ]
      : [
          ['http.request.method', 'GET'],
          ['http.response.status_code', String(status)],
          ['url.path', path],
          ['url.query', `page=${number % 50}&token=${(number * 2_654_435_761).toString(36)}`],
          ['user_agent.original', 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0'],
          ['client.address', `10.0.${number % 256}.${(number >> 8) % 256}`],
          ['server.port', '8080'],
          ['thread.id', String(number % 64)],
        ];
  return pairs.map(([name, value]) => ({ name, value }));
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Writes a trace of so many spans as a file of OTLP JSON. */
export async function writeTraceFile(count: number, file: string): Promise<void> {
  const out = createWriteStream(file);
  out.end(JSON.stringify(writeOtlp(foreignOf(traceSpans(count), 'bench', null), [])));
  await once(out, 'finish');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [count = '50000', file = 'trace.json'] = process.argv.slice(2);
  await writeTraceFile(Number(count), file);
}

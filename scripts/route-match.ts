import { readFileSync } from 'node:fs';
import { buildRouterIndex, matchRoute, type RouteMatch, type RouterKind, type RouterRoute } from '@/lib/apisix/router';

/** Recorded route tables: what a real APISIX answered, request by request. */
type RouteTables = {
  router?: RouterKind;
  tables: readonly {
    table: number | string;
    routes: readonly RouterRoute[];
    services?: Readonly<Record<string, { hosts?: readonly string[] }>>;
    requests: readonly RecordedRequest[];
  }[];
};

type RecordedRequest = {
  method: string;
  host: string;
  path: string;
  headers?: Readonly<Record<string, string>>;
  winner: string | null;
};

function describe(match: RouteMatch): string {
  if (match.kind === 'none') return 'none';
  if (match.kind === 'route') return match.routeId;
  return `undecided (${match.candidates.map(({ routeId }) => routeId).join(', ')})`;
}

function lowerCaseKeys(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function read(file: string): RouteTables {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    console.error(`route-match: ${file}: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(2);
  }
}

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: npm run --silent route-match -- FILE');
  process.exit(2);
}

const { router, tables } = read(file);
let matched = 0;
let total = 0;
for (const { table, routes, services = {}, requests } of tables) {
  const hosts = Object.entries(services).map(([id, service]) => ({ ...service, id }));
  const index = buildRouterIndex(routes, hosts, router);
  for (const { method, host, path, headers = {}, winner } of requests) {
    const known = lowerCaseKeys(headers);
    // The recorded client sat on the gateway's own machine, whose X-Real-IP APISIX believes.
    const remoteAddr = known['x-real-ip'] ?? '127.0.0.1';
    const answer = describe(matchRoute(index, { method, host, path, headers: known, remoteAddr }));
    total += 1;
    if (answer === (winner ?? 'none')) matched += 1;
    else console.log(`table ${table}: ${method} ${host} ${path}: recorded ${winner ?? 'none'}, computed ${answer}`);
  }
}
console.log(`matched ${matched} of ${total}`);
process.exitCode = matched < total ? 1 : 0;

import { request } from 'node:http';
import { connect } from 'node:net';
import type { Json, JsonObject } from '@/sandbox/apisix/lua/json';
import { field, isObject, luaString } from '@/sandbox/apisix/lua/json';
import type { Change, Entry, Store } from '@/sandbox/apisix/store';
import { keyOf } from '@/sandbox/apisix/store';
import { effective } from './effective';
import type { CheckedNode, HealthChecks } from './health';
import { checksOf, healthInfo, infos, withChecks } from './health';

type Address = { host: string; port: number };
/** Where a node really listens, and the address that it has in the cluster. */
export type Resolved = Address & { ip: string };
type Outcome = 'success' | 'http_failure' | 'tcp_failure' | 'timeout_failure';
type Status = 'healthy' | 'mostly_healthy' | 'mostly_unhealthy' | 'unhealthy';

/** A node under check. Counters count towards the next change of status and stand still once it is reached. */
type Target = {
  host: string;
  ip: string;
  port: number;
  address: Address;
  status: Status;
  counter: Record<Outcome, number>;
};
type Checker = { entry: Entry; targets: Target[]; timer: NodeJS.Timeout };

export type HealthCheckerOptions = {
  store: Store;
  resolve: (host: string, port: number) => Resolved;
};

/** Active checks, one checker an object, from the first request that went to one of its nodes. */
export class HealthChecker implements HealthChecks {
  readonly #checkers = new Map<string, Checker>();
  /** Every object with checks, so that a request need not search all of them. */
  readonly #checked = new Map<string, Entry>();
  readonly #resolve: HealthCheckerOptions['resolve'];
  readonly #forget: () => void;

  constructor({ store, resolve }: HealthCheckerOptions) {
    for (const entry of withChecks(store)) this.#checked.set(keyOf(entry.kind, entry.id), entry);
    this.#resolve = resolve;
    this.#forget = store.onChange((change) => this.#changed(change));
  }

  all(store: Store): JsonObject[] {
    return infos(store, (entry) => this.of(entry));
  }

  of(entry: Entry): JsonObject | undefined {
    const targets = this.#checkers.get(keyOf(entry.kind, entry.id))?.targets ?? [];
    return healthInfo(
      entry,
      targets.map(({ host, ip, port, status, counter }) => ({ hostname: host, ip, port, status, counter })),
    );
  }

  checked(): CheckedNode[] {
    return [...this.#checkers].flatMap(([name, { targets }]) =>
      targets.map(({ ip, port, status }) => ({
        name,
        ip,
        port,
        isUp: status === 'healthy' || status === 'mostly_healthy',
      })),
    );
  }

  /** A request was proxied to this node: whatever has it is checked from now on. */
  proxied(host: string, port: number): void {
    for (const [key, entry] of this.#checked) {
      if (this.#checkers.has(key)) continue;
      const targets = this.#targets(entry);
      if (targets.some((target) => target.host === host && target.port === port)) this.#start(entry, targets);
    }
  }

  /** Starts checking one object; nothing to do when it is being checked. Resolves after the first round. */
  async check(entry: Entry): Promise<void> {
    const checker = this.#checkers.get(keyOf(entry.kind, entry.id)) ?? this.#start(entry, this.#targets(entry));
    await this.#round(checker);
  }

  stop(): void {
    this.#forget();
    for (const { timer } of this.#checkers.values()) clearInterval(timer);
    this.#checkers.clear();
  }

  #start(entry: Entry, targets: Target[]): Checker {
    const interval = number(active(entry), 'healthy', 'interval') ?? 1;
    const checker: Checker = {
      entry,
      targets,
      timer: setInterval(() => void this.#round(checker), Math.max(interval, 1) * 1000),
    };
    checker.timer.unref();
    this.#checkers.set(keyOf(entry.kind, entry.id), checker);
    return checker;
  }

  /** A changed object starts anew: its counters, its nodes, and the wait for a request. */
  #changed({ type, entry }: Change): void {
    const key = keyOf(entry.kind, entry.id);
    if (type === 'put' && checksOf(entry) !== undefined) this.#checked.set(key, entry);
    else this.#checked.delete(key);
    const checker = this.#checkers.get(key);
    if (checker === undefined) return;
    clearInterval(checker.timer);
    this.#checkers.delete(key);
  }

  #targets(entry: Entry): Target[] {
    const shown = shownValue(entry);
    const nodes = field(shown, 'nodes') ?? field(field(shown, 'upstream'), 'nodes');
    return (Array.isArray(nodes) ? nodes : []).map((node) => {
      const host = luaString(field(node, 'host'));
      const port = Number(field(node, 'port') ?? 80);
      const counter = { success: 0, http_failure: 0, tcp_failure: 0, timeout_failure: 0 };
      const { ip, ...address } = this.#resolve(host, port);
      return { host, ip, port, address, status: 'healthy', counter };
    });
  }

  async #round({ entry, targets }: Checker): Promise<void> {
    const checks = active(entry);
    await Promise.all(
      targets.map(async (target) => {
        const outcome = await probe(target, checks);
        if (outcome !== null) count(target, outcome, checks);
      }),
    );
  }
}

function shownValue(entry: Entry): Json | undefined {
  const { kind } = entry;
  return kind === 'routes' || kind === 'services' || kind === 'upstreams' ? effective(kind, entry).value : entry.value;
}

/** The active checks of an object, defaults filled in. */
function active(entry: Entry): Json | undefined {
  const value = shownValue(entry);
  return field(field(value, 'checks') ?? field(field(value, 'upstream'), 'checks'), 'active');
}

function number(value: Json | undefined, ...path: string[]): number | undefined {
  let found = value;
  for (const name of path) found = isObject(found) ? field(found, name) : undefined;
  return typeof found === 'number' ? found : undefined;
}

const limits: Record<Outcome, [string, string, number]> = {
  success: ['healthy', 'successes', 2],
  http_failure: ['unhealthy', 'http_failures', 5],
  tcp_failure: ['unhealthy', 'tcp_failures', 2],
  timeout_failure: ['unhealthy', 'timeouts', 3],
};

function count(target: Target, outcome: Outcome, checks: Json | undefined): void {
  const good = outcome === 'success';
  if (target.status === (good ? 'healthy' : 'unhealthy')) return;
  const [section, name, standard] = limits[outcome];
  target.counter[outcome] += 1;
  if (target.counter[outcome] >= (number(checks, section, name) ?? standard)) {
    target.status = good ? 'healthy' : 'unhealthy';
    if (good) target.counter = { ...target.counter, http_failure: 0, tcp_failure: 0, timeout_failure: 0 };
    else target.counter.success = 0;
  } else if (good) target.status = 'mostly_unhealthy';
  else target.status = 'mostly_healthy';
}

/** Lists of statuses that count, where the checks name none. */
const defaultStatuses: Record<'healthy' | 'unhealthy', readonly number[]> = {
  healthy: [200, 302],
  unhealthy: [429, 404, 500, 501, 502, 503, 504, 505],
};

/** What a status tells; null: nothing. */
function judged(status: number, checks: Json | undefined): Outcome | null {
  const counts = (side: 'healthy' | 'unhealthy') => {
    const listed = field(field(checks, side), 'http_statuses');
    return (Array.isArray(listed) ? listed : defaultStatuses[side]).some((one) => one === status);
  };
  if (counts('healthy')) return 'success';
  return counts('unhealthy') ? 'http_failure' : null;
}

function probe({ host, address }: Target, checks: Json | undefined): Promise<Outcome | null> {
  const timeout = (number(checks, 'timeout') ?? 1) * 1000;
  if (field(checks, 'type') === 'tcp') return probeTcp(address, timeout);
  return new Promise((resolve) => {
    const outgoing = request({
      ...address,
      path: luaString(field(checks, 'http_path') ?? '/'),
      headers: { host: luaString(field(checks, 'host') ?? host) },
      agent: false,
      timeout,
    });
    outgoing.on('response', (response) => {
      response.resume();
      resolve(judged(response.statusCode ?? 0, checks));
    });
    outgoing.on('timeout', () => {
      resolve('timeout_failure');
      outgoing.destroy();
    });
    outgoing.on('error', () => resolve('tcp_failure'));
    outgoing.end();
  });
}

function probeTcp(address: Address, timeout: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const socket = connect({ ...address, timeout });
    const end = (outcome: Outcome) => {
      resolve(outcome);
      socket.destroy();
    };
    socket.on('connect', () => end('success'));
    socket.on('timeout', () => end('timeout_failure'));
    socket.on('error', () => end('tcp_failure'));
  });
}

import 'server-only';
import type { RouteListPage, RouteListQuery, RouteSummary } from '@/lib/apisix/dto';
import { buildRouterIndex, type RouterIndex, type RouterRoute, type RouterService } from '@/lib/apisix/router';
import { isRetryable, type Problem, ProblemError } from '@/lib/http/problem';
import type { GatewayConfig } from '@/lib/server/config';
import { logBackgroundFailure } from '@/lib/server/log';
import { processWide } from '@/lib/server/process-wide';
import { toProblem } from '@/lib/server/to-problem';
import { listObjects } from './admin';
import { type GatewayObjects, readGatewayObjects } from './gateway-objects';
import type { RouteEntry } from './route-entry';
import { type RouteValues, searchRoutes } from './route-search';
import { routerTableOf } from './router-table';
import { buildSnapshot, type Snapshot, withRoutes } from './snapshot';
import type { ApisixObject } from './wire';

/** A look at data older than this starts a refresh. */
const freshForMs = 5_000;
/** The index refreshes itself as long as somebody looked within this time. */
const watchedForMs = 60_000;
/** A refresh may take this share of the time at most, so that a large table does not keep the gateway busy. */
const maxDuty = 0.05;

export type RouteTable = {
  /** In the order of their creation. */
  routes: readonly RouterRoute[];
  services: readonly RouterService[];
  routerIndex: RouterIndex;
  summaryOf: (routeId: string) => RouteSummary | undefined;
  /** Epoch ms. */
  readAt: number;
};

const tables = new WeakMap<Snapshot, RouteTable>();

/**
 * All routes of one gateway, held in memory: read whole, refreshed in the background, one refresh at a time.
 * When the gateway is down the last known routes stay, with the problem beside them.
 */
export class RouteIndex {
  #snapshot: Snapshot | null = null;
  #problem: Problem | null = null;
  #running: Promise<Snapshot> | null = null;
  #lastLook = 0;
  /** Epoch ms until which no look and no timer starts a read. */
  #restsUntil = 0;
  #logged: ReadonlySet<string> = new Set();
  #timer: NodeJS.Timeout | undefined;
  /** Routes written through this console since a read began that may not have seen them. */
  #written = new Map<string, { object: ApisixObject; at: number }>();

  constructor(readonly gateway: GatewayConfig) {}

  /** One page of the routes that match, by `values` where the query sorts by numbers. Throws the problem of the read only when nothing was ever read. */
  async search(query: RouteListQuery, values: RouteValues | null = null): Promise<RouteListPage> {
    const snapshot = await this.current();
    const { rows, matched, sort } = searchRoutes(snapshot, query, values);
    const { entries, facets, readAt, readMs } = snapshot;
    return {
      rows: rows.map((entry) => entry.summary),
      offset: query.offset ?? 0,
      sort,
      matched,
      total: entries.length,
      facets,
      readAt,
      readMs,
      stale: this.#problem,
    };
  }

  /**
   * What the router model needs to say which route takes a request. Throws the problem of reading the services where
   * routes have their hosts from one: without hosts they would seem to take every request.
   */
  async table(): Promise<RouteTable> {
    const snapshot = await this.current();
    const known = tables.get(snapshot);
    if (known) return known;
    assertHostsKnown(snapshot);
    const { routes, services } = routerTableOf(snapshot);
    snapshot.router ??= buildRouterIndex(routes, services, this.gateway.router);
    const { byId, router, readAt } = snapshot;
    const table = { routes, services, routerIndex: router, summaryOf: (id: string) => byId.get(id)?.summary, readAt };
    tables.set(snapshot, table);
    return table;
  }

  /** The routes as last read; waits only when nothing was read yet. Old data start a refresh behind the caller. */
  async current(): Promise<Snapshot> {
    this.#lastLook = Date.now();
    this.#watch();
    const snapshot = this.#snapshot;
    if (!snapshot) return await this.refresh();
    if (this.#isDue()) this.#refreshBehind();
    return snapshot;
  }

  /** The routes as last read, for who must not wait; null: nothing was read yet. */
  get last(): Snapshot | null {
    return this.#snapshot;
  }

  /** Reads everything anew. Callers while a read is under way share it. */
  refresh(): Promise<Snapshot> {
    this.#running ??= this.#read().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Reads everything anew by a read that begins now: one that is under way may not see what was just written. */
  async readAnew(): Promise<Snapshot> {
    await this.#running?.catch(() => undefined);
    return await this.refresh();
  }

  /** Takes over routes as the gateway has just shown them, so that a change is seen before the next refresh. */
  noteRoutes(objects: readonly ApisixObject[]): void {
    const at = Date.now();
    for (const object of objects) this.#written.set(object.id, { object, at });
    if (this.#snapshot) this.#snapshot = withRoutes(this.#snapshot, objects);
  }

  /** Ends the background refresh. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #read(): Promise<Snapshot> {
    const readAt = Date.now();
    let part = 'routes';
    try {
      const routes = await listObjects(this.gateway, 'routes');
      const context = await readGatewayObjects(this.gateway);
      const readMs = Date.now() - readAt;
      // Half of a table is worse than the whole one of a moment ago.
      const loss = context.problems.find(({ problem }) => isRetryable(problem));
      if (loss && this.#snapshot) {
        part = loss.part;
        throw new ProblemError(loss.problem, { cause: loss.cause });
      }
      this.#log(context.problems);
      const built = await buildSnapshot({ routes, context, readAt, readMs }, this.#snapshot);
      this.#snapshot = this.#withWritten(built);
      this.#problem = null;
      this.#restsUntil = loss
        ? restAfterTrouble(readAt)
        : readAt + Math.max(freshForMs, (Date.now() - readAt) / maxDuty);
      return this.#snapshot;
    } catch (error) {
      this.#problem = toProblem(error);
      this.#restsUntil = restAfterTrouble(readAt);
      this.#log([{ part, problem: this.#problem, cause: error instanceof ProblemError ? error.cause : error }]);
      throw error;
    }
  }

  /** A gateway that is down for an hour is one line, not 720: only what differs from the refresh before is written. */
  #log(problems: GatewayObjects['problems']): void {
    const lines = new Set<string>();
    for (const { part, problem, cause } of problems) {
      const line = `${part} ${problem.code}`;
      lines.add(line);
      if (!this.#logged.has(line)) logBackgroundFailure(`read ${part}`, this.gateway.id, problem, cause);
    }
    this.#logged = lines;
  }

  #withWritten(built: Snapshot): Snapshot {
    const newer: ApisixObject[] = [];
    for (const [id, { object, at }] of this.#written) {
      if (at < built.readAt) {
        this.#written.delete(id);
        continue;
      }
      const revision = built.byId.get(id)?.object.modifiedIndex ?? 0;
      if (revision < (object.modifiedIndex ?? Number.POSITIVE_INFINITY)) newer.push(object);
    }
    return newer.length === 0 ? built : withRoutes(built, newer);
  }

  #refreshBehind(): void {
    // The failure is kept in #problem and logged by #read.
    this.refresh().catch(() => undefined);
  }

  #isDue(): boolean {
    return Date.now() >= this.#restsUntil;
  }

  #watch(): void {
    if (this.#timer) return;
    const restMs = this.#restsUntil - Date.now();
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        if (Date.now() - this.#lastLook > watchedForMs) return;
        if (this.#isDue()) this.#refreshBehind();
        this.#watch();
      },
      restMs > 0 ? restMs : freshForMs,
    );
    this.#timer.unref();
  }
}

/** A gateway in trouble rests as long as it took to fail, and no less than `freshForMs`. */
function restAfterTrouble(readAt: number): number {
  const now = Date.now();
  return now + Math.max(freshForMs, now - readAt);
}

function assertHostsKnown({ context, entries }: Snapshot): void {
  const unread = context.problems.find(({ part }) => part === 'services');
  const needsService = ({ object: { value } }: RouteEntry) =>
    value.service_id !== undefined && value.host === undefined && value.hosts === undefined;
  if (unread && entries.some(needsService)) throw new ProblemError(unread.problem, { cause: unread.cause });
}

const indexes = processWide('route-indexes', () => new Map<string, RouteIndex>());

/** The one index of a gateway in this process. */
export function routeIndex(gateway: GatewayConfig): RouteIndex {
  let index = indexes.get(gateway.id);
  if (!index) {
    index = new RouteIndex(gateway);
    indexes.set(gateway.id, index);
  }
  return index;
}

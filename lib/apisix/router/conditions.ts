import { compileExpression, type Expression, type Verdict } from './expression';
import { compileIpMatcher, type IpMatcher } from './ip-matcher';
import type { Condition, RouterRoute } from './types';
import { readVariable, type VariableSource } from './variables';

/** What a route asks of a request beyond its uri; null in a field: it asks nothing. */
export type RouteConditions = {
  methods: ReadonlySet<unknown> | null;
  remoteAddrs: IpMatcher | null;
  /** Under the uri routers alone: there hosts are a filter. */
  hosts: readonly HostFilter[] | null;
  vars: Expression | null;
  filterFunc: boolean;
};

export type HostFilter = { wildcard: boolean; text: string };

/** Conditions of a route; null when it can never match, because APISIX would refuse to load what it says. */
export function compileConditions(route: RouterRoute, hosts: readonly string[] | null): RouteConditions | null {
  const methods = Array.isArray(route.methods) && route.methods.length > 0 ? new Set<unknown>(route.methods) : null;
  if (route.methods != null && !Array.isArray(route.methods)) return null;
  const addresses = route.remote_addrs ?? route.remote_addr ?? null;
  const remoteAddrs = addresses === null ? null : compileIpMatcher(Array.isArray(addresses) ? addresses : [addresses]);
  if (addresses !== null && remoteAddrs === null) return null;
  const vars = route.vars == null ? null : compileExpression(route.vars);
  if (route.vars != null && vars === null) return null;
  const filterFunc = route.filter_func != null;
  if (filterFunc && typeof route.filter_func !== 'string') return null;
  return {
    methods,
    remoteAddrs,
    hosts: hosts === null || hosts.length === 0 ? null : hosts.map(toHostFilter),
    vars,
    filterFunc,
  };
}

function toHostFilter(host: string): HostFilter {
  return host.startsWith('*') ? { wildcard: true, text: host.slice(1) } : { wildcard: false, text: host };
}

/**
 * Which conditions the facts leave open; empty: all hold. Null: one of them fails.
 * `filter_func` is Lua and therefore always open.
 */
export function openConditions(conditions: RouteConditions, source: VariableSource): readonly Condition[] | null {
  const { facts } = source;
  const { methods, remoteAddrs, hosts, vars, filterFunc } = conditions;
  const byMethod = verdictOf(methods, facts.method, (known, method) => known.has(method));
  if (byMethod === false) return null;
  const byAddress = verdictOf(remoteAddrs, facts.remoteAddr, (includes, address) => includes(address));
  if (byAddress === false) return null;
  const byHost = hosts === null ? true : hostVerdict(hosts, source);
  if (byHost === false) return null;
  const byVars = vars === null ? true : vars((name) => readVariable(source, name));
  if (byVars === false) return null;
  if (byMethod && byAddress && byHost && byVars && !filterFunc) return none;
  const open: Condition[] = [];
  if (byMethod === undefined) open.push('methods');
  if (byAddress === undefined) open.push('remote_addrs');
  if (byHost === undefined) open.push('host');
  if (byVars === undefined) open.push('vars');
  if (filterFunc) open.push('filter_func');
  return open;
}

const none: readonly Condition[] = [];

function verdictOf<C, F>(condition: C | null, fact: F | undefined, holds: (condition: C, fact: F) => boolean): Verdict {
  if (condition === null) return true;
  return fact === undefined ? undefined : holds(condition, fact);
}

/**
 * A host with a port is compared with the Host header as it came, or with a header that names no port (observed on
 * APISIX 3.18.0 under both uri routers).
 */
function hostVerdict(hosts: readonly HostFilter[], { facts, host }: VariableSource): Verdict {
  if (hosts.some(({ wildcard, text }) => wildcard && text === '')) return true;
  if (host === undefined || facts.host === undefined) return undefined;
  const sent = facts.host.toLowerCase();
  return hosts.some(({ wildcard, text }) => {
    if (wildcard) return host.endsWith(text);
    return text === host || (text.includes(':') && (text === sent || text.replace(/:\d+$/, '') === sent));
  });
}

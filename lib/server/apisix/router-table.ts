import 'server-only';
import type { RouterRoute, RouterService } from '@/lib/apisix/router';
import type { Snapshot } from './snapshot';
import { type ApisixObject, isRecord } from './wire';

/**
 * The routes and services of a snapshot as the router model reads them, routes in the order of their creation.
 * The model leaves out what makes no sense to it; here only the declared types are made true.
 */
export function routerTableOf({ entries, context }: Snapshot): { routes: RouterRoute[]; services: RouterService[] } {
  const routes = entries
    .map(({ object }) => object)
    .sort((a, b) => (a.createdIndex ?? 0) - (b.createdIndex ?? 0))
    .map(toRouterRoute);
  const services = [...(context.services?.values() ?? [])].map(({ id, value }) => ({
    id,
    hosts: textList(value.hosts),
  }));
  return { routes, services };
}

function toRouterRoute({ id, value }: ApisixObject): RouterRoute {
  return {
    id,
    uri: textOf(value.uri),
    uris: textList(value.uris),
    host: textOf(value.host),
    hosts: textList(value.hosts),
    methods: textList(value.methods),
    priority: typeof value.priority === 'number' ? value.priority : undefined,
    vars: value.vars,
    remote_addr: textOf(value.remote_addr),
    remote_addrs: textList(value.remote_addrs),
    filter_func: textOf(value.filter_func),
    status: typeof value.status === 'number' ? value.status : undefined,
    service_id: typeof value.service_id === 'number' ? value.service_id : textOf(value.service_id),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textList(value: unknown): string[] | undefined {
  if (Array.isArray(value)) return value.filter((item) => typeof item === 'string');
  // lua-cjson writes an empty list as `{}`.
  return isRecord(value) && Object.keys(value).length === 0 ? [] : undefined;
}

import 'server-only';
import { z } from 'zod';
import { switchedPlugins } from '@/lib/apisix/plugins-in-force';
import { type GatewayConfig, gateway } from './config';

/**
 * Ids of APISIX objects: letters, digits and `-_.`, at most 64 (apisix/schema_def.lua). `.` and `..` are among them, but
 * no address reaches an object of such an id: there they are steps, to the list and to the whole API.
 */
export const routeIdSchema = z.string().regex(/^(?!\.{1,2}$)[\w.-]{1,64}$/, 'is not the id of a route');
const pluginSchema = z.enum(switchedPlugins, { error: `must be one of ${switchedPlugins.join(', ')}` });

export type RouteContext = { params: Promise<{ gatewayId: string; routeId: string }> };
export type RoutePluginContext = { params: Promise<{ gatewayId: string; routeId: string; plugin: string }> };

/** Gateway and route of a handler's address. Throws `not_found` for an unknown gateway, ZodError for a bad id. */
export async function routeParams({ params }: RouteContext): Promise<{ gateway: GatewayConfig; routeId: string }> {
  const { gatewayId, routeId } = await params;
  return { gateway: gateway(gatewayId), ...z.object({ routeId: routeIdSchema }).parse({ routeId }) };
}

/** The same with the plugin, of which only those that this console switches are let through. */
export async function routePluginParams({ params }: RoutePluginContext) {
  const { gatewayId, routeId, plugin } = await params;
  const parsed = z.object({ routeId: routeIdSchema, plugin: pluginSchema }).parse({ routeId, plugin });
  return { gateway: gateway(gatewayId), ...parsed };
}

const changeIdSchema = z.string().regex(/^[\w-]{1,64}$/, 'is not the id of a change');

export type ChangeIdContext = { params: Promise<{ gatewayId: string; changeId: string }> };

/** Gateway and change of a handler's address, likewise. */
export async function changeParams({ params }: ChangeIdContext): Promise<{ gateway: GatewayConfig; changeId: string }> {
  const { gatewayId, changeId } = await params;
  return { gateway: gateway(gatewayId), ...z.object({ changeId: changeIdSchema }).parse({ changeId }) };
}

export type PluginContext = { params: Promise<{ gatewayId: string; plugin: string }> };

/** Gateway and plugin of a handler's address, likewise. */
export async function pluginParams({ params }: PluginContext) {
  const { gatewayId, plugin } = await params;
  return { gateway: gateway(gatewayId), ...z.object({ plugin: pluginSchema }).parse({ plugin }) };
}

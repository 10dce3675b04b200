import 'server-only';
import { ProblemError } from '@/lib/http/problem';
import { configProviderOf } from '@/lib/instrumentation/static/config-provider';
import type { GatewayConfig } from '@/lib/server/config';
import { readStaticFile } from '@/lib/server/instrumentation/static-file';
import { readUpstream, UpstreamAnswerError, type UpstreamRequest, upstreamProblem } from '@/lib/server/upstream';
import { looksLikeHtml } from '@/lib/server/upstream-detail';

/** Who owns the routes of a gateway in standalone mode: the file that it takes them from. */
export const standaloneOwner = 'apisix.yaml (standalone)';

/** Of `config_provider`: what keeps routes outside etcd. `control_plane` of 2.15 to 3.5 takes them from there by another. */
const fileProviders: ReadonlySet<string> = new Set(['yaml', 'json', 'xds']);

/** Whether the mounted config.yaml says that the gateway takes its routes from elsewhere than the Admin API's etcd. */
export async function isStandalone(gateway: GatewayConfig): Promise<boolean> {
  if (!gateway.staticConfig) return false;
  const text = await readStaticFile(gateway).then(
    (file) => file.text,
    () => null,
  );
  const provider = text === null ? null : configProviderOf(text);
  return provider !== null && fileProviders.has(provider);
}

/**
 * A failed list by its real name where the gateway is in standalone mode. Then the Admin API is either not there at all
 * (a data plane of a file), or knows `/apisix/admin/configs` alone, which holds everything with a version of each kind,
 * and answers NGINX's own 404 page to every other path (apisix/admin/init.lua and standalone.lua, since 3.13).
 */
export async function standaloneInstead(
  gateway: GatewayConfig,
  error: unknown,
  configs: UpstreamRequest,
): Promise<unknown> {
  if (!(error instanceof ProblemError)) return error;
  const answer = error.cause instanceof UpstreamAnswerError ? error.cause.answer : null;
  const isUnknownPath = answer?.status === 404;
  if (isUnknownPath && looksLikeHtml(answer) && (await servesConfigsAlone(configs)))
    return standaloneProblem('The Admin API serves /apisix/admin/configs alone.', error);
  if ((isUnknownPath || error.problem.code === 'upstream_unreachable') && (await isStandalone(gateway)))
    return standaloneProblem(`${gateway.staticConfig?.file} sets a config_provider other than etcd.`, error);
  return error;
}

async function servesConfigsAlone(configs: UpstreamRequest): Promise<boolean> {
  try {
    const { status, text } = await readUpstream(configs);
    const body: unknown = status === 200 ? JSON.parse(text) : null;
    return typeof body === 'object' && body !== null && 'routes_conf_version' in body;
  } catch {
    return false;
  }
}

function standaloneProblem(detail: string, cause: unknown): ProblemError {
  return upstreamProblem('admin', 'upstream_standalone', detail, cause);
}

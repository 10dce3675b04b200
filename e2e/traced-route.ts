import type { APIRequestContext } from '@playwright/test';
import { expect } from '@/e2e/fixtures';
import { putRoute, throughGateway } from '@/e2e/gateway';
import type { Call, CallPage } from '@/lib/deepflow/dto';

const host = 'e2e.example.com';

export type TracedRoute = { id: string; calls: Call[]; range: { from: string; to: string } };

/**
 * A route to the shop that samples every request, delays those with `?slow=1` by 1.2 s in the gateway and answers those
 * with `?refused=1` itself. Sends the requests one after the other; resolves when the console lists them all, whole.
 */
export async function tracedRoute(
  request: APIRequestContext,
  id: string,
  paths: readonly string[],
  plugins: Record<string, unknown> = {},
): Promise<TracedRoute> {
  const when = (name: string) => ({ vars: [[[`arg_${name}`, '==', '1']]] });
  await putRoute(id, {
    name: id,
    uri: `/${id}/*`,
    host,
    upstream_id: 'up-webshop',
    plugins: {
      opentelemetry: { sampler: { name: 'always_on' } },
      'proxy-rewrite': { regex_uri: [`^/${id}/(.*)`, '/$1'] },
      'fault-injection': {
        delay: { duration: 1.2, ...when('slow') },
        abort: { http_status: 403, body: 'Not today', ...when('refused') },
      },
      ...plugins,
    },
  });
  const fromMs = Date.now() - 5_000;
  for (const path of paths) await throughGateway(host, `/${id}/${path}`);
  const range = { from: String(fromMs), to: String(Date.now() + 5_000) };
  let calls: Call[] = [];
  await expect(async () => {
    const answer = await request.get(`/api/default/routes/${id}/calls`, { params: { ...range, limit: 100 } });
    calls = ((await answer.json()) as CallPage).calls ?? [];
    const whole = calls.filter(({ kinds }) => kinds.length === 3).map(({ path }) => path);
    expect(whole.toSorted()).toEqual(paths.map((path) => `/${id}/${path}`).toSorted());
  }).toPass({ timeout: 45_000 });
  return { id, calls, range };
}

/** The address part that shows a traced route's calls. */
export const rangeOf = ({ range }: TracedRoute): string => `?${new URLSearchParams(range)}`;

/** The call of one of its requests. */
export function callTo({ id, calls }: TracedRoute, path: string): Call {
  const call = calls.find((one) => one.path === `/${id}/${path}`);
  if (call === undefined) throw new Error(`no call to ${path}`);
  return call;
}

import { setTimeout as sleep } from 'node:timers/promises';
import { holds } from '@/sandbox/apisix/gateway/condition';
import type { RequestContext } from '@/sandbox/apisix/gateway/context';
import { definePlugin } from '@/sandbox/apisix/gateway/plugin';
import { resolveVariables } from '@/sandbox/apisix/gateway/variables';

type When = { percentage?: number; vars?: readonly unknown[] };
type Conf = {
  abort?: When & { http_status: number; body?: string; headers?: Record<string, string | number> };
  delay?: When & { duration: number };
};

export const faultInjection = definePlugin<Conf>({
  name: 'fault-injection',
  priority: 11000,
  async rewrite({ abort, delay }, context) {
    const aborts = applies(abort, context);
    if (delay && applies(delay, context)) await sleep(delay.duration * 1000);
    if (!abort || !aborts) return undefined;
    for (const [name, value] of Object.entries(abort.headers ?? {}))
      context.responseHeaders.set(name, typeof value === 'string' ? resolveVariables(value, context) : value);
    const body = abort.body === undefined ? {} : { body: resolveVariables(abort.body, context) };
    return { status: abort.http_status, ...body };
  },
});

function applies(when: When | undefined, context: RequestContext): boolean {
  if (when === undefined) return false;
  if (when.vars && !when.vars.some((rule) => holds(rule, context) === true)) return false;
  return when.percentage === undefined || Math.random() * 100 < when.percentage;
}

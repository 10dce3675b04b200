import type { RequestContext } from '@/sandbox/apisix/gateway/context';
import type { Plugins } from '@/sandbox/apisix/gateway/objects';
import { definePlugin, type Plugin } from '@/sandbox/apisix/gateway/plugin';
import { resolveVariables, textOf } from '@/sandbox/apisix/gateway/variables';

type Conf = {
  count: number;
  time_window: number;
  key?: string;
  key_type?: 'var' | 'var_combination' | 'constant';
  rejected_code?: number;
  rejected_msg?: string;
  group?: string;
  show_limit_quota_header?: boolean;
};

type Window = { used: number; endsAt: number };

/**
 * Fixed windows in memory, whatever the `policy`. Counts belong to the configuration and the object it is part of:
 * a change elsewhere in that object keeps them, another configuration counts anew, a `group` is shared.
 */
export function limitCount(nowMs: () => number = Date.now): Plugin {
  const windows = new Map<string, Window>();

  return definePlugin<Conf>({
    name: 'limit-count',
    priority: 1002,
    access(conf, context) {
      const key = `${scopeOf(conf, context)} ${keyOf(conf, context)}`;
      const now = nowMs();
      let window = windows.get(key);
      if (window === undefined || window.endsAt <= now) {
        for (const [old, { endsAt }] of windows) if (endsAt <= now) windows.delete(old);
        window = { used: 0, endsAt: now + conf.time_window * 1000 };
        windows.set(key, window);
      }
      const allowed = window.used < conf.count;
      if (allowed) window.used += 1;
      if (conf.show_limit_quota_header !== false) {
        context.responseHeaders.set('X-RateLimit-Limit', conf.count);
        context.responseHeaders.set('X-RateLimit-Remaining', conf.count - window.used);
        context.responseHeaders.set('X-RateLimit-Reset', Math.ceil((window.endsAt - now) / 1000));
      }
      if (allowed) return undefined;
      const body = conf.rejected_msg === undefined ? {} : { body: { error_msg: conf.rejected_msg } };
      return { status: conf.rejected_code ?? 503, ...body };
    },
  });
}

function scopeOf(conf: Conf, { matched, consumer }: RequestContext): string {
  if (conf.group !== undefined) return `group ${conf.group}`;
  const has = (object: { readonly plugins?: Readonly<Plugins> } | null | undefined) =>
    object?.plugins?.['limit-count'] === conf;
  const owner = has(consumer)
    ? `consumer ${consumer?.name}`
    : has(matched?.object)
      ? `route ${matched?.id}`
      : has(matched?.service?.object)
        ? `service ${matched?.service?.id}`
        : `plugin config ${matched?.object.plugin_config_id}`;
  return `${owner} ${JSON.stringify(conf)}`;
}

function keyOf({ key = 'remote_addr', key_type = 'var' }: Conf, context: RequestContext): string {
  if (key_type === 'constant') return key;
  const value = key_type === 'var' ? textOf(context, key) : resolveVariables(key, context);
  return value || context.remoteAddr;
}

import type { HealthChecker } from '@/sandbox/apisix/control/health-checker';
import type { Store } from '@/sandbox/apisix/store';

/** What a replay runs against. */
export type Replayed = {
  store: Store;
  health: HealthChecker;
  clock: { ms: number };
  admin: string;
  control: string;
};

/** What was done between the recorded requests, by the name of the exchange that follows; the answers show it. */
export type Steps = Readonly<Record<string, (replayed: Replayed) => void | Promise<void>>>;

const upstream = { type: 'roundrobin', nodes: { '127.0.0.1:1980': 1 } };
const bulkIds = Array.from({ length: 24 }, (_, index) => `bulk${String(index + 1).padStart(2, '0')}`);

export const steps: Steps = {
  'route-get-ttl-expired': ({ clock }) => {
    clock.ms += 3_000;
  },
  'route-put-no-name': ({ store, clock }) => {
    clock.ms += 1_000;
    for (const [index, id] of bulkIds.entries()) {
      const number = index + 1;
      store.put('routes', id, {
        name: `bulk-${number}`,
        uri: `/bulk/${number}/*`,
        labels: { bulk: 'yes', ...(number % 2 === 1 ? { odd: '1' } : {}) },
        upstream,
        id,
        create_time: store.seconds(),
        update_time: store.seconds(),
      });
    }
  },
  'patch-add-opentelemetry': ({ store }) => {
    for (const id of bulkIds) store.remove('routes', id);
  },
  // A request to a route of this upstream, whose nodes do not listen, and time for two checks.
  'control-healthcheck-after-traffic': async ({ store, health }) => {
    const upstream = store.get('upstreams', 'u1');
    if (upstream === undefined) throw new Error('the recording has no upstream u1 here');
    await health.check(upstream);
    await health.check(upstream);
  },
};

export const downSteps: Steps = {
  'before-get': ({ store }) => {
    const now = store.seconds();
    store.put('routes', '1', {
      name: 'orders',
      uri: '/orders/*',
      upstream,
      id: '1',
      create_time: now,
      update_time: now,
    });
  },
  'etcd-down-get': ({ store }) => {
    store.down = true;
  },
};

import type { Profile, ProfiledProcess, ProfiledProcesses } from '@/lib/deepflow/profile';

/** Processes for tests: the gateway on two pods, one upstream, one that has nothing to do with the route. */
export const testProcesses: ProfiledProcesses = {
  processes: [
    processOf({ role: 'gateway', app: 'openresty', service: 'apisix', instances: ['apisix-1', 'apisix-2'] }),
    processOf({ role: 'upstream', service: 'webshop', instances: ['webshop-1'] }),
    processOf({ app: 'Total', service: 'node-1', instances: ['node-1'] }),
  ],
  isCut: false,
  calls: 3,
};

export function processOf(over: Partial<ProfiledProcess>): ProfiledProcess {
  return {
    role: 'other',
    app: 'node',
    language: 'eBPF',
    service: '',
    instances: [],
    events: [{ type: 'on-cpu', unit: 'microseconds', rows: 10 }],
    ...over,
  };
}

/** openresty → main → (handler → [l] read → [k] sys_read, timers → [l] read), 1 s in all. */
export const testProfile: Profile = {
  functions: [
    { name: 'openresty', kind: 'process' },
    { name: 'main', kind: 'app' },
    { name: 'handler', kind: 'app' },
    { name: '[l] read', kind: 'library' },
    { name: '[k] sys_read', kind: 'kernel' },
    { name: 'timers', kind: 'app' },
  ],
  frames: {
    function: [0, 1, 2, 3, 4, 5, 3],
    parent: [-1, 0, 1, 2, 3, 1, 5],
    self: [0, 100_000, 200_000, 50_000, 450_000, 150_000, 50_000],
  },
  small: 0,
  cut: null,
};

import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { buildRouterIndex, type RouterRoute } from '@/lib/apisix/router';
import type { OwnTags } from './own-tags';
import { listProfiledProcesses } from './profiled-processes';
import { type FakeAnswer, fakeGateway, fakeUpstream } from './testing';
import { served, startS } from './testing-calls';
import { answerFromRows, type FakeRow } from './testing-querier';

const routes: RouterRoute[] = [{ id: 'r-orders', uri: '/api/*' }];
vi.mock('@/lib/server/apisix/route-index', () => ({
  routeIndex: () => ({
    refresh: async () => undefined,
    table: async () => ({
      routes,
      services: [],
      routerIndex: buildRouterIndex(routes, []),
      summaryOf: (id: string) =>
        id === 'r-orders'
          ? { id, name: id, hosts: [], paths: ['/api/*'], methods: [], priority: 0, enabled: true }
          : null,
    }),
  }),
}));

type Group = [app: string, service: string | null, instance: string | null, event: string, unit: string, rows: number];
let groups: Group[] = [];
let calls: FakeRow[] = [];
let callsFail = false;
let upstream: Awaited<ReturnType<typeof fakeUpstream>>;
beforeAll(async () => {
  upstream = await fakeUpstream((request): FakeAnswer => {
    const db = new URLSearchParams(request.text).get('db');
    if (db === 'flow_log')
      return callsFail
        ? { status: 500, body: { OPT_STATUS: 'FAIL', DESCRIPTION: 'memory limit', result: null } }
        : answerFromRows(calls)(request);
    const columns = ['app', 'auto_service', 'auto_instance', 'event', 'unit', 'n', 'language', 'pod_ns'];
    const values =
      groups.length > 0 ? groups.map((group) => [...group, 'eBPF', group[2] === 'apisix-2' ? 'edge' : 'apisix']) : null;
    return { body: { OPT_STATUS: 'SUCCESS', result: { columns, values } } };
  });
});
afterAll(() => upstream.close());
beforeEach(() => {
  groups = [
    ['node', 'web', 'web-1', 'on-cpu', 'microseconds', 90],
    ['nginx', 'web', 'web-1', 'on-cpu', 'microseconds', 80],
    ['openresty', 'apisix', 'apisix-1', 'on-cpu', 'microseconds', 70],
    ['openresty', 'portal', 'portal-1', 'on-cpu', 'microseconds', 60],
    ['openresty', 'apisix', 'apisix-2', 'on-cpu', 'microseconds', 50],
    ['python', null, null, 'mutex_duration', 'lock_nanoseconds', 40],
    ['node', 'db', 'db-1', 'mem-alloc', 'bytes', 30],
    ['openresty', 'apisix', 'apisix-1', 'goroutines', 'goroutines', 20],
  ];
  calls = [];
  callsFail = false;
});

const range = { routeId: 'r-orders', fromMs: startS * 1000, toMs: (startS + 600) * 1000 };
const list = (over: Partial<typeof range> = {}, tags: OwnTags = {}) =>
  listProfiledProcesses(fakeGateway({ querierUrl: upstream.url, tags }), { ...range, ...over });
const roles = async () => (await list()).processes.map(({ role, app, service }) => [role, app, service]);

/** A request of the route, and the gateway's own one to where it was sent. */
function sentTo(instance: string, service: string): FakeRow[] {
  const row = served(1000, { auto_instance_1: 'apisix-1', syscall_trace_id_request: 7 });
  const sent = { observation_point: 'c-p', process_kname_0: 'openresty', process_kname_1: '' };
  return [row, { ...row, ...sent, _id: '900001', auto_instance_1: instance, auto_service_1: service }];
}

test('the gateway’s processes come first, on all their instances and with all their kinds of profile', async () => {
  const { processes, isCut } = await list();
  expect(isCut).toBe(false);
  expect(processes[0]).toEqual({
    role: 'gateway',
    app: 'openresty',
    language: 'eBPF',
    service: 'apisix',
    instances: ['apisix-1', 'apisix-2'],
    events: [
      { type: 'on-cpu', unit: 'microseconds', rows: 120 },
      { type: 'goroutines', unit: 'count', rows: 20 },
    ],
  });
  expect(processes.find(({ app }) => app === 'python')).toMatchObject({
    service: '',
    instances: [],
    events: [{ unit: 'nanoseconds' }],
  });
});

test('an OpenResty that the route’s calls did not come to is another server', async () => {
  expect((await roles()).filter(([role]) => role === 'gateway')).toEqual([
    ['gateway', 'openresty', 'apisix'],
    ['gateway', 'openresty', 'portal'],
  ]);
  calls = sentTo('web-1', '');
  expect((await roles()).filter(([role]) => role === 'gateway')).toEqual([['gateway', 'openresty', 'apisix']]);
});

test('where the calls were sent to is an upstream, by its service or its instance', async () => {
  calls = sentTo('web-1', '');
  expect(await roles()).toEqual([
    ['gateway', 'openresty', 'apisix'],
    ['upstream', 'node', 'web'],
    ['upstream', 'nginx', 'web'],
    ['other', 'openresty', 'portal'],
    ['other', 'python', ''],
    ['other', 'node', 'db'],
  ]);
  calls = sentTo('db-9', 'db');
  expect((await roles()).filter(([role]) => role === 'upstream')).toEqual([['upstream', 'node', 'db']]);
  expect((await list()).calls).toBe(1);
});

test('of processes called alike the one with the gateway’s tags is listed, and no other may be the gateway', async () => {
  const { processes } = await list({}, { pod_ns: ['edge'] });
  expect(processes[0]).toMatchObject({ role: 'gateway', app: 'openresty', service: 'apisix', instances: ['apisix-2'] });
  expect(processes.filter(({ role }) => role === 'gateway')).toHaveLength(1);
  expect(processes.map(({ app, service }) => `${app} ${service}`)).toContain('openresty portal');
});

test('where there is no openresty, nginx is the gateway', async () => {
  groups = groups.filter(([app]) => app !== 'openresty');
  expect((await roles())[0]).toEqual(['gateway', 'nginx', 'web']);
});

test('without the calls the processes are listed all the same, and it is said', async () => {
  callsFail = true;
  const { processes, calls: read } = await list();
  expect(read).toBeNull();
  expect(processes).toHaveLength(6);
  expect(processes.some(({ role }) => role === 'upstream')).toBe(false);
});

test('a route that is not there is a problem, and no profiles are none', async () => {
  await expect(list({ routeId: 'nobody' })).rejects.toMatchObject({ problem: { code: 'not_found' } });
  groups = [];
  expect(await list()).toMatchObject({ processes: [], isCut: false });
});

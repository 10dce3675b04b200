import { describe, expect, test } from 'vitest';
import { buildLanes } from '@/components/charts/flame/flame-lanes';
import type { Profile, ProfiledProcess } from '@/lib/deepflow/profile';
import { openProfile } from '@/lib/telemetry/profile/open-profile';
import { chooseProcess, type ProcessWish } from './choose-process';
import { frameMove } from './frame-move';
import { firstOrder, sortFunctions } from './sort-functions';

const functions: Profile['functions'] = [
  { name: 'openresty', kind: 'process' },
  { name: 'main', kind: 'app' },
  { name: '[l] read', kind: 'library' },
  { name: '[k] sys_read', kind: 'kernel' },
];

describe('the arrows', () => {
  const opened = openProfile({
    functions,
    frames: { function: [0, 1, 2, 3, 1, 3], parent: [-1, 0, 1, 1, 0, 4], self: [0, 0, 4, 2, 0, 3] },
  });
  const lanes = buildLanes(opened);
  const move = (key: string, frame: number) => frameMove(key, frame, opened, lanes);

  test('lead down to the largest child, up to the caller, and along a level across callers', () => {
    expect(move('ArrowDown', 0)).toBe(1);
    expect(move('ArrowDown', 2)).toBeNull();
    expect(move('ArrowUp', 5)).toBe(4);
    expect(move('ArrowUp', 0)).toBeNull();
    expect([2, 3, 5].map((at) => move('ArrowRight', at))).toEqual([3, 5, null]);
    expect([2, 3, 5].map((at) => move('ArrowLeft', at))).toEqual([null, 2, 3]);
    expect(move('Home', 5)).toBe(0);
  });

  test('begin at the root, and other keys lead nowhere', () => {
    expect(move('ArrowRight', -1)).toBe(0);
    expect(move('x', 1)).toBeNull();
    expect(
      frameMove('ArrowDown', -1, openProfile({ functions, frames: { function: [], parent: [], self: [] } }), lanes),
    ).toBeNull();
  });
});

describe('the table’s order', () => {
  const opened = openProfile({
    functions,
    frames: { function: [0, 1, 2, 3], parent: [-1, 0, 1, 1], self: [0, 1, 4, 4] },
  });
  const names = (...of: Parameters<typeof sortFunctions>) =>
    Array.from(sortFunctions(...of), (fn) => functions[fn]?.name);

  test('begins with the most, equals by name, and by name without the letter of the kind', () => {
    const { functions: figures } = opened;
    expect(names(figures, firstOrder('self'), null)).toEqual(['[l] read', '[k] sys_read', 'main', 'openresty']);
    expect(names(figures, firstOrder('total'), null)).toEqual(['main', 'openresty', '[l] read', '[k] sys_read']);
    expect(names(figures, firstOrder('name'), null)).toEqual(['main', 'openresty', '[l] read', '[k] sys_read']);
    expect(names(figures, { by: 'name', isDescending: true }, (fn) => fn < 2)).toEqual(['openresty', 'main']);
  });
});

describe('the process that is shown', () => {
  const process = (over: Partial<ProfiledProcess>): ProfiledProcess => ({
    role: 'other',
    app: 'node',
    language: 'eBPF',
    service: 'shop',
    instances: ['shop-1'],
    events: [{ type: 'on-cpu', unit: 'microseconds', rows: 1 }],
    ...over,
  });
  const gateway = process({
    role: 'gateway',
    app: 'openresty',
    service: 'apisix',
    instances: ['apisix-1', 'apisix-2'],
  });
  const upstream = process({
    role: 'upstream',
    events: [
      { type: 'on-cpu', unit: 'microseconds', rows: 2 },
      { type: 'mem-alloc', unit: 'bytes', rows: 1 },
    ],
  });
  const other = process({ app: 'python', service: '', instances: [] });
  const nobody: ProcessWish = { process: null, service: null, on: null, language: null, event: null };
  const choose = (processes: ProfiledProcess[], wish: Partial<ProcessWish> = {}) =>
    chooseProcess({ processes, isCut: false, calls: 1 }, { ...nobody, ...wish });

  test('is the gateway’s, or else an upstream’s, and never one that the route has nothing to do with', () => {
    expect(choose([gateway, upstream, other])).toMatchObject({ process: gateway, instance: null });
    expect(choose([upstream, other])).toMatchObject({ process: upstream });
    expect(choose([other])).toEqual({ process: null, reason: 'unrelated' });
    expect(choose([])).toEqual({ process: null, reason: 'none' });
  });

  test('is the one that is asked for: by name, by service, or by what runs on a pod', () => {
    const all = [gateway, upstream, other];
    expect(choose(all, { process: 'python' })).toMatchObject({ process: other });
    expect(choose(all, { service: 'shop' })).toMatchObject({ process: upstream });
    expect(choose(all, { service: '' })).toMatchObject({ process: other });
    expect(choose(all, { on: 'apisix-2' })).toMatchObject({ process: gateway, instance: 'apisix-2' });
    expect(choose(all, { process: 'node', on: 'apisix-2' })).toEqual({ process: null, reason: 'unknown' });
    expect(choose(all, { language: 'Java' })).toEqual({ process: null, reason: 'unknown' });
  });

  test('has the kind of profile that is asked for, or its first', () => {
    expect(choose([upstream], { event: 'mem-alloc' })).toMatchObject({ event: { type: 'mem-alloc' } });
    expect(choose([upstream], { event: 'off-cpu' })).toMatchObject({ event: { type: 'on-cpu' } });
  });
});

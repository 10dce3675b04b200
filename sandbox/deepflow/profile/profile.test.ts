import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Profiler } from '@/sandbox/agent/profiler';
import { exchange, second } from '@/sandbox/agent/testing-exchange';
import { inventory } from '@/sandbox/deepflow/inventory';
import { answerProfileGrafana, answerProfileTracing } from '@/sandbox/deepflow/profile/api';
import type { ProfileRow } from '@/sandbox/deepflow/profile/row';
import { cutKernel, levels, profileTree } from '@/sandbox/deepflow/profile/tree';
import { unzstd, zstdFrame } from '@/sandbox/deepflow/profile/zstd';
import { Engine } from '@/sandbox/deepflow/querier/engine';
import { noPrometheusNames } from '@/sandbox/deepflow/sql/context';
import { Store } from '@/sandbox/deepflow/store';

const [profileRow] = new Profiler(() => 0.5).rowsOf(
  Array.from({ length: 10 }, () => exchange),
  inventory,
);
if (profileRow === undefined) throw new Error('ten requests left no sample');
const rowOf = (stack: string, value: number, other: Partial<ProfileRow> = {}): ProfileRow => ({
  ...profileRow,
  stack,
  value,
  ...other,
});

describe('a zstd frame', () => {
  it.each(['', 'a;b', "[k] süß'\t\\", 'x;'.repeat(100_000)])('gives back what went in', (text) => {
    expect(unzstd(zstdFrame(text))).toBe(text);
  });

  it('is nothing when it is none', () => {
    expect(unzstd(Buffer.from('a;b'))).toBe('');
  });
});

describe('the tree of stacks', () => {
  const tree = profileTree('openresty', 'on-cpu', [
    { text: '[t] w;main;[l] read;[k] sys', value: 30 },
    { text: '[t] w;main', value: 5 },
    { text: '[t] w;main;[l] read', value: 2 },
    { text: '[t] w;main;[l] read;[k] sys', value: 3 },
    { text: '', value: 99 },
  ]);

  it('numbers the new nodes of a stack from its last function up and adds values up to the root', () => {
    expect(tree.functions).toEqual(['openresty', '[k] sys', '[l] read', 'main', '[t] w']);
    expect(tree.function_types).toEqual(['P', 'K', 'L', 'A', 'T']);
    expect(tree.node_values.values).toEqual([
      [0, -1, 0, 40],
      [1, 2, 33, 33],
      [2, 3, 2, 35],
      [3, 4, 5, 40],
      [4, 0, 0, 40],
    ]);
    expect(tree.function_values.values).toEqual([
      [0, 40],
      [33, 33],
      [2, 35],
      [5, 40],
      [0, 40],
    ]);
  });

  it('lists parents before their children for Grafana', () => {
    expect(levels(tree)).toEqual([
      [0, 'openresty', 0, 40],
      [1, '[t] w', 0, 40],
      [2, 'main', 5, 40],
      [3, '[l] read', 2, 35],
      [4, '[k] sys', 33, 33],
    ]);
  });

  it('has the root of a whole host, objects of memory, and what could not be named', () => {
    const host = profileTree('Total', 'on-cpu', [{ text: '[p] java;[t] java', value: 1 }]);
    expect(host.function_types).toEqual(['H', 'T', 'P']);
    const memory = profileTree('app', 'mem-alloc', [{ text: 'main;Foo', value: 1 }]);
    expect(memory.function_types).toEqual(['P', 'O', 'A']);
    const unknown = profileTree('app', 'on-cpu', [{ text: '[unknown] 0x1;[c] cu', value: 1 }]);
    expect(unknown.function_types).toEqual(['P', 'C', '?']);
  });

  it.each([
    [0, 'a;b'],
    [1, 'a;b;[k] 1'],
    [2, 'a;b;[k] 1;[k] 2'],
    [9, 'a;b;[k] 1;[k] 2'],
  ])('keeps %i kernel functions, or all but the last where there are fewer', (depth, left) => {
    expect(cutKernel('a;b;[k] 1;[k] 2;[k] 3', depth)).toBe(left);
    expect(cutKernel('a;b', depth)).toBe('a;b');
    expect(cutKernel('a;[c] 1;[c] 2', 0)).toBe('a');
  });
});

describe('the profiler', () => {
  it('sees as much time as the requests took, however few there are in one delivery', () => {
    const together = new Profiler(() => 0.5).rowsOf(
      Array.from({ length: 500 }, () => exchange),
      inventory,
    );
    const apart = new Profiler(() => 0.5);
    const each = Array.from({ length: 500 }, () => apart.rowsOf([exchange], inventory)).flat();
    const timeOf = (rows: readonly ProfileRow[], process: string) =>
      rows.filter((row) => row.appService === process).reduce((sum, row) => sum + row.value, 0);
    expect(timeOf(together, 'openresty')).toBeGreaterThan(0);
    expect(timeOf(each, 'openresty')).toBe(timeOf(together, 'openresty'));
    expect(timeOf(together, 'Total')).toBe(timeOf(together, 'openresty'));
  });

  it('sees nothing where no agent watches the process', () => {
    const unseen = Array.from({ length: 500 }, () => ({ ...exchange, serverSyscall: null }));
    expect(new Profiler().rowsOf(unseen, inventory)).toEqual([]);
  });
});

describe('the profile endpoints', () => {
  let store: Store;
  let engine: Engine;

  beforeAll(async () => {
    store = await Store.open(inventory);
    engine = new Engine((sql) => store.query(sql), noPrometheusNames);
    await store.insertProfiles([
      rowOf('[t] w;main;[k] sys;[k] deep', 30),
      rowOf('[t] w;main', 12),
      rowOf("[t] it's;\t\\main", 5, { podId: 44, autoInstance: { type: 10, id: 44 } }),
      rowOf('[t] w;held', 7, { eventType: 'mem-inuse', createdUs: second * 1e6 }),
      rowOf('[t] w;held', 9, { eventType: 'mem-inuse', createdUs: (second + 1) * 1e6 }),
      rowOf('[p] openresty;[t] openresty', 47, { appService: 'Total', appInstance: 'Total' }),
    ]);
  }, 60_000);
  afterAll(() => store.close());

  const body = {
    app_service: 'openresty',
    profile_event_type: 'on-cpu',
    profile_language_type: 'eBPF',
    time_start: second - 10,
    time_end: second + 10,
  };
  const tracing = async (sent: unknown) => {
    const text = typeof sent === 'string' ? sent : JSON.stringify(sent);
    const answer = await answerProfileTracing({ url: new URLSearchParams(), body: text, organisation: '1' }, engine);
    return { status: answer.status, ...JSON.parse(answer.body) };
  };

  it('answer the tree of the rows that are stored', async () => {
    const { status, result, debug } = await tracing(body);
    expect({ status, debug }).toEqual({ status: 200, debug: null });
    expect(result.node_values.values[0]).toEqual([0, -1, 0, 47]);
    expect(result.functions).toEqual(expect.arrayContaining(["[t] it's", '\t\\main', '[k] deep']));
  });

  it("take a condition in DeepFlow's own dialect, and any name that a tag has there", async () => {
    const narrowed = await tracing({ ...body, tag_filter: "pod='webshop-6d5f9c7b8-9qk2v' AND pod_ns!='nosuch'" });
    expect(narrowed.result.node_values.values[0]).toEqual([0, -1, 0, 5]);
    const refused = await tracing({ ...body, tag_filter: 'nosuch=1' });
    expect(refused).toMatchObject({ status: 500, OPT_STATUS: 'FAIL', result: null });
    expect(refused.debug.querier_debug[0]).toMatchObject({ error: expect.stringContaining('nosuch') });
  });

  it('cut kernel functions, take the last value of memory that is held, and know the whole host', async () => {
    const cut = await tracing({ ...body, max_kernel_stack_depth: 0 });
    expect(cut.result.functions).not.toContain('[k] sys');
    expect(cut.result.node_values.values[0]).toEqual([0, -1, 0, 47]);
    const held = await tracing({ ...body, profile_event_type: 'mem-inuse' });
    expect(held.result.node_values.values[0]).toEqual([0, -1, 0, 9]);
    const total = await tracing({ ...body, app_service: 'Total' });
    expect(total.result.functions).toEqual(['Total', '[t] openresty', '[p] openresty']);
    expect(total.result.function_types[0]).toBe('H');
  });

  it.each([
    ['{', 'invalid character'],
    ['', 'EOF'],
    ['[]', 'cannot unmarshal array'],
    [JSON.stringify({ ...body, time_start: 'x' }), 'Profile.time_start of type int'],
    [JSON.stringify({ ...body, app_service: '' }), "'Profile.AppService'"],
  ])('refuse %s as gin does', async (sent, text) => {
    const { status, OPT_STATUS, DESCRIPTION } = await tracing(sent);
    expect({ status, OPT_STATUS }).toEqual({ status: 400, OPT_STATUS: 'INVALID_POST_DATA' });
    expect(DESCRIPTION).toContain(text);
  });

  it('list levels for Grafana, and null where there is nothing', async () => {
    const grafana = async (sql: string) => {
      const form = new URLSearchParams({ sql, profile_event_type: 'on-cpu' }).toString();
      const answer = await answerProfileGrafana({ url: new URLSearchParams(), body: form, organisation: '1' }, engine);
      return JSON.parse(answer.body);
    };
    const { result } = await grafana("app_service='openresty' AND profile_event_type='on-cpu' AND time>=1");
    expect(result.values[0]).toEqual([0, 'root', 0, 47]);
    expect((await grafana("app_service='nosuch' AND time>=1")).result.values).toBeNull();
  });
});

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PluginWish } from '@/lib/changes/dto';
import { isSameJson, type JsonObject } from '@/lib/changes/json';
import { ProblemError } from '@/lib/http/problem';
import { type Fate, startTestGateway, type TestGateway } from '@/test/gateway';
import { applyChange } from './apply-change';
import { planChange } from './plan-change';

let sandbox: TestGateway;
let writes = 0;
beforeAll(async () => {
  sandbox = await startTestGateway();
});
afterAll(() => sandbox.close());

type Plugin = 'opentelemetry' | 'prometheus';

const fraction = fc.constantFrom(0, 0.01, 0.1, 0.5, 1);
const plain = fc.oneof(
  fc.constant({ name: 'always_on' }),
  fc.constant({ name: 'always_off' }),
  fraction.map((value) => ({ name: 'trace_id_ratio', options: { fraction: value } })),
);
const sampler = fc.oneof(
  plain,
  plain.map((root) => ({ name: 'parent_base', options: { root } })),
);
const unknownKeys = fc.dictionary(
  fc.constantFrom('x_new', 'y_new'),
  fc.oneof(fc.integer(), fc.string(), fc.constant({ deep: [1] })),
);
const opentelemetryCopy = fc
  .record(
    {
      sampler: fc.tuple(sampler, unknownKeys).map(([known, other]) => ({ ...other, ...known })),
      additional_attributes: fc.array(fc.constantFrom('http_x_tenant', 'upstream_addr', '名'), { maxLength: 2 }),
      _meta: fc.record({ disable: fc.boolean(), priority: fc.nat(100) }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  )
  .chain((copy) => unknownKeys.map((other): JsonObject => ({ ...other, ...copy })));
const prometheusCopy = fc.record({ prefer_name: fc.boolean() }, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;
const plugins = fc.record(
  {
    opentelemetry: opentelemetryCopy,
    prometheus: prometheusCopy,
    'limit-count': fc.constant({ count: 1, time_window: 60, rejected_code: 503, key: 'remote_addr' }),
    'response-rewrite': fc.record({ headers: fc.constant({ set: { 'X-Q': `"'\\%*<script>𝕏` } }) }),
    'request-id': fc.constant({}),
  },
  { requiredKeys: [] },
);
const route = fc.record(
  {
    plugins,
    labels: fc.dictionary(fc.constantFrom('team', 'env'), fc.constantFrom('a', 'b')),
    desc: fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !text.includes('\u0000')),
    methods: fc.subarray(['GET', 'POST', 'PUT'], { minLength: 1 }),
    priority: fc.nat(100),
    enable_websocket: fc.boolean(),
    vars: fc.constant([['arg_x', '==', `"'\\`]]),
  },
  { requiredKeys: [] },
);
const inherited = fc.option(
  fc.record({ opentelemetry: opentelemetryCopy, prometheus: prometheusCopy }, { requiredKeys: [] }),
);

const toggle: fc.Arbitrary<{ plugin: Plugin; wish: PluginWish }> = fc.oneof(
  fc.constantFrom<Plugin>('opentelemetry', 'prometheus').map((plugin) => ({ plugin, wish: { state: 'off' as const } })),
  sampler.map((value) => ({
    plugin: 'opentelemetry' as const,
    wish: { state: 'on' as const, config: { sampler: value } },
  })),
  fc.boolean().map((prefer_name) => ({
    plugin: 'prometheus' as const,
    wish: { state: 'on' as const, config: { prefer_name } },
  })),
);
/** What befalls a PATCH of the console, one a try. */
const trouble = fc.array(
  fc.constantFrom<'none' | 'busy' | 'lose-request' | 'lose-answer' | 'writer'>(
    'none',
    'busy',
    'lose-request',
    'lose-answer',
    'writer',
  ),
  { maxLength: 3 },
);

test('A toggle keeps every other plugin, field and unknown key of the route, byte for byte as JSON values, whatever fails and whoever else writes', async () => {
  await fc.assert(
    fc.asyncProperty(
      route,
      inherited,
      fc.array(fc.tuple(toggle, trouble), { minLength: 1, maxLength: 4 }),
      async (object, service, steps) => {
        await sandbox.admin('PUT', '/services/s', { name: 's', plugins: service ?? {} });
        await sandbox.admin('PUT', '/routes/1', {
          uri: '/a',
          service_id: 's',
          upstream: { type: 'roundrobin', nodes: { '127.0.0.1:1980': 1 } },
          ...object,
        });
        for (const [{ plugin, wish }, troubles] of steps) await toggleOnce(plugin, wish, [...troubles]);
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);

async function toggleOnce(plugin: Plugin, wish: PluginWish, troubles: string[]): Promise<void> {
  const before = await currentRoute();
  const plan = await planChange(sandbox, '1', plugin, wish);
  let written: number | null = null;
  sandbox.fate = async ({ method }): Promise<Fate> => {
    if (method !== 'PATCH') return 'pass';
    const next = troubles.shift();
    if (next === 'busy') return { status: 503, body: '{"error_msg":"value changed before overwritten"}' };
    if (next === 'writer') {
      written = ++writes;
      await sandbox.admin('PATCH', '/routes/1', { labels: { writer: String(written) } });
    }
    return next === 'lose-request' || next === 'lose-answer' ? next : 'pass';
  };
  const result = await applyChange(sandbox, { routeId: '1', plugin, wish, seen: plan.seen, actor: 'alice' }).catch(
    (error: unknown) => error,
  );
  sandbox.fate = () => 'pass';

  const after = await currentRoute();
  expect(rest(after, plugin, written)).toEqual(rest(before, plugin, null));
  if (result instanceof ProblemError) {
    // Only a lost connection may fail here, and then nothing was written.
    expect(result.problem.code).toBe('upstream_unreachable');
    expect(isSameJson(copyOf(after, plugin), copyOf(before, plugin))).toBe(true);
    return;
  }
  expect(result).toMatchObject({ verified: written === null, otherDifferences: written === null ? [] : ['labels'] });
  expect(isSameJson(copyOf(after, plugin), plan.after)).toBe(true);
  const unknown = (copy: JsonObject | null) => Object.entries(copy ?? {}).filter(([key]) => !formKeys.includes(key));
  if (plan.before !== null && plan.after !== null && Object.keys(plan.before).some((key) => !formKeys.includes(key)))
    expect(Object.fromEntries(unknown(plan.after))).toEqual(Object.fromEntries(unknown(plan.before)));
}

const formKeys = ['sampler', 'prefer_name', '_meta'];

async function currentRoute(): Promise<JsonObject> {
  const { value } = await sandbox.admin('GET', '/routes/1');
  return value as JsonObject;
}

function copyOf(value: JsonObject, plugin: Plugin): JsonObject | null {
  return ((value.plugins as JsonObject | undefined)?.[plugin] as JsonObject | undefined) ?? null;
}

/** The route without the plugin, the time of writing, and what the other writer has put there. */
function rest(value: JsonObject, plugin: Plugin, written: number | null): unknown {
  const { update_time: _time, plugins, labels, ...others } = value;
  const { [plugin]: _copy, ...otherPlugins } = (plugins ?? {}) as JsonObject;
  const { writer: _writer, ...otherLabels } = (labels ?? {}) as JsonObject;
  if (written !== null) expect((labels as JsonObject).writer).toBe(String(written));
  return { ...others, plugins: otherPlugins, labels: otherLabels };
}

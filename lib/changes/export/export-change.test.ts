import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { PluginConfig } from '@/lib/changes/dto';
import { isSameJson, type JsonObject } from '@/lib/changes/json';
import { applyMergePatch } from '@/lib/changes/merge-patch';
import { readStaticConfig } from '@/lib/instrumentation/static/static-config';
import { dialects, type ExportedObject, type ExportInput } from './dialect';
import { exportChange } from './export-change';
import { kubernetesName } from './kubernetes';
import { yamlText } from './yaml-text';

const nasty = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary-ascii' }),
  fc.constantFrom(
    ...["it's", '"', '\\', '`id`', '$(id)', '$HOME', 'a\nb', '\n', "';\n", 'EOF', 'on', 'yes', 'n', '0o17', '1_000'],
    ...['1:20', '2024-01-01', '<<', '=', '~', 'null', '#', ': ', '- a', '%', '!x', '&a', '*a', '🛒', '路由', '\u2028'],
    ...['\u0085', '\uFEFF', '\u0000', '\u0007', '__proto', ' ', ''],
  ),
);
// JSON has no -0.
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const leaf = fc.oneof(nasty, fc.boolean(), fc.integer(), number);
const config: fc.Arbitrary<PluginConfig> = fc.dictionary(
  nasty.filter((key) => key !== '__proto__'),
  fc.oneof(
    leaf,
    fc.array(leaf, { maxLength: 3 }),
    fc.dictionary(nasty, leaf, { maxKeys: 3 }).filter((value) => !Object.hasOwn(value, '__proto__')),
  ),
  { maxKeys: 4 },
);
const object: fc.Arbitrary<ExportedObject> = fc.record({
  // An address cannot name what is called `.` or `..`.
  objectId: nasty.filter((id) => !['', '.', '..'].includes(id)),
  objectName: nasty,
  before: fc.option(config),
  after: fc.option(config),
});
const input: fc.Arbitrary<ExportInput> = fc.record({
  target: fc.constant({ kind: 'route_plugin' as const, plugin: 'opentelemetry' as const }),
  objects: fc.array(object, { minLength: 1, maxLength: 3 }),
});
const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

/** What a YAML 1.1 reader (kubectl, Helm) and a YAML 1.2 reader (ADC) find; both must agree. */
function read(text: string): unknown[] {
  const [old, current] = (['1.1', '1.2'] as const).map((version) =>
    parseAllDocuments(text, { version, merge: version === '1.1' }).map((document) => {
      expect([...document.errors, ...document.warnings]).toEqual([]);
      return document.toJS() as unknown;
    }),
  );
  expect(old).toEqual(current);
  return current ?? [];
}

type Words = { args: string[] }[];

/** Runs a script in a real shell with a `curl` that only says what it was given. */
function run(script: string): Words {
  const file = `curl() { printf '%s\\0' "$@"; printf '\\001\\0'; }\n${script}`;
  const env = { ...process.env, APISIX_ADMIN_URL: 'http://gateway', APISIX_ADMIN_KEY: 'k e"y' };
  const output = execFileSync('sh', ['-s'], { input: file, env, encoding: 'utf8' });
  return output
    .split('\u0001\0')
    .filter((part) => part !== '')
    .map((part) => ({ args: part.split('\0').slice(0, -1) }));
}

test('curl: whatever a route or a value is called, the shell gets the one request that makes the change', () => {
  fc.assert(
    fc.property(input, (change) => {
      const { text } = exportChange('curl', change);
      const wanted = change.objects.filter(({ before, after }) => !(before === null && after === null));
      const requests = text === null ? [] : run(text);
      const bodies = requests.map(({ args }) => {
        expect(args).toContain('X-API-KEY: k e"y');
        expect(args[args.indexOf('-X') + 1]).toBe('PATCH');
        expect(args.filter((word) => /^if-/i.test(word))).toEqual([]);
        const url = new URL(args.find((word) => word.startsWith('http://')) ?? '');
        const [id = '', ...sub] = url.pathname.replace('/apisix/admin/routes/', '').split('/');
        return {
          id: decodeURIComponent(id),
          isWhole: sub.length > 0,
          body: JSON.parse(args[args.indexOf('--data-binary') + 1] ?? '') as JsonObject,
        };
      });
      let at = 0;
      for (const { objectId, before, after } of wanted) {
        const route = before === null ? {} : { plugins: { opentelemetry: plain(before) } };
        if (before !== null && after !== null && isSameJson(before, after)) continue;
        const next = bodies[at++];
        expect(next?.id).toBe(objectId.toWellFormed());
        const merged: { plugins?: JsonObject } = next?.isWhole
          ? { plugins: { opentelemetry: next.body } }
          : applyMergePatch(route, next?.body ?? {});
        expect(isSameJson(merged.plugins?.opentelemetry ?? null, plain(after))).toBe(true);
      }
      expect(bodies).toHaveLength(at);
    }),
    { numRuns: 60 },
  );
});

test('YAML: what is read back is the same configuration, to readers of 1.1 and of 1.2', () => {
  fc.assert(
    fc.property(config, nasty, (value, comment) => {
      expect(read(yamlText(value, comment))).toEqual([plain(value)]);
    }),
    { numRuns: 300 },
  );
});

const configOf: Record<string, (text: string, change: ExportInput) => (unknown | null)[]> = {
  adc: (text) => {
    const file = parse(text) as { services: { routes: { plugins: JsonObject }[] }[] };
    return file.services.flatMap(({ routes }) => routes.map(({ plugins }) => plugins.opentelemetry ?? null));
  },
  apisix_route: (text) =>
    (read(text) as { spec: { http: { plugins: { config: unknown; enable: boolean }[] }[] } }[]).map(
      ({ spec }) => spec.http[0]?.plugins.find(({ enable }) => enable)?.config ?? null,
    ),
  helm: (text) => {
    const values = parse(text) as { apisix: { deployment: { standalone: { config: string } } } };
    const file = parse(values.apisix.deployment.standalone.config) as { routes: { plugins: JsonObject }[] };
    return file.routes.map(({ plugins }) => plugins.opentelemetry ?? null);
  },
};

test.each(Object.keys(configOf))('%s: what was exported, read back, is the configuration of each route', (name) => {
  const dialect = dialects.find((known) => known === name);
  if (!dialect) throw new Error(name);
  fc.assert(
    fc.property(input, (change) => {
      const { text } = exportChange(dialect, change);
      expect(configOf[name]?.(text ?? '', change)).toEqual(change.objects.map(({ after }) => plain(after)));
    }),
    { numRuns: 80 },
  );
});

test.each(['apisix_plugin_config', 'gateway_api'] as const)('%s: each configuration stands once', (dialect) => {
  fc.assert(
    fc.property(input, (change) => {
      const documents = read(exportChange(dialect, change).text ?? '') as {
        metadata: { namespace: string; name: string };
        spec: { plugins: { name: string; config: unknown }[] };
      }[];
      const wanted = change.objects.map(({ objectName, after }) =>
        JSON.stringify([kubernetesName({ objectName }).namespace, after]),
      );
      expect(documents).toHaveLength(new Set(wanted).size);
      const named = documents.map(({ metadata: { namespace, name } }) => `${namespace}/${name}`);
      expect(new Set(named).size).toBe(documents.length);
      for (const { after } of change.objects)
        expect(documents.map(({ spec }) => spec.plugins[0]?.config ?? null)).toContainEqual(plain(after));
    }),
    { numRuns: 80 },
  );
});

test.each(['apisix_plugin_config', 'gateway_api'] as const)(
  '%s: two changes of different routes do not take each other’s resource, and the same configuration keeps its name',
  (dialect) => {
    const nameOf = (after: PluginConfig | null) => {
      const objects = [{ objectId: '1', objectName: 'shop_orders_read', before: null, after }];
      const { text } = exportChange(dialect, { target: { kind: 'route_plugin', plugin: 'opentelemetry' }, objects });
      return (read(text ?? '')[0] as { metadata: { name: string } }).metadata.name;
    };
    const [always, half] = [{ sampler: { name: 'always_on' } }, { sampler: { name: 'trace_id_ratio' } }];
    expect(nameOf(always)).toMatch(/^opentelemetry-[a-z0-9]{6,}$/);
    expect(nameOf(always)).toBe(nameOf({ ...always }));
    expect(new Set([nameOf(always), nameOf(half), nameOf(null)]).size).toBe(3);
  },
);

const off: ExportInput = {
  target: { kind: 'route_plugin', plugin: 'opentelemetry' },
  objects: [{ objectId: '1', objectName: 'shop_orders_read', before: { sampler: { name: 'always_on' } }, after: null }],
};

test('a removal says that the key is left out, and the script removes it', () => {
  for (const dialect of dialects.filter((name) => name !== 'curl'))
    expect(exportChange(dialect, off).notes).toContain('removal');
  expect(exportChange('curl', off).text).toContain(`'{"plugins":{"opentelemetry":null}}'`);
});

test('a route of the ingress controller is found by the name that the controller gives it', () => {
  expect(kubernetesName({ objectName: 'shop_orders_read' })).toMatchObject({
    ...{ namespace: 'shop', name: 'orders', rule: 'read' },
  });
  expect(kubernetesName({ objectName: 'shop_my.route_0-1_x' })).toMatchObject({ name: 'my.route', rule: '0-1_x' });
  expect(exportChange('apisix_route', off).notes).toContain('names_guessed');
  for (const objectName of ['', 'orders', 'Shop_orders_read', 'shop_orders', '_a_b'])
    expect(kubernetesName({ objectName }).isKnown).toBe(false);
});

test('a disabled copy is written as such, never by leaving the plugin out', () => {
  const after = { _meta: { disable: true } };
  const change = { ...off, objects: [{ ...off.objects[0], objectId: '1', objectName: 'r', before: null, after }] };
  for (const dialect of ['apisix_route', 'apisix_plugin_config', 'gateway_api', 'adc', 'helm'] as const)
    expect(exportChange(dialect, change).text).toContain('disable: true');
  expect(exportChange('apisix_route', change).text).not.toContain('enable: false');
});

const metadata = (after: PluginConfig | null): ExportInput => ({
  target: { kind: 'plugin_metadata', plugin: 'opentelemetry' },
  objects: [{ objectId: 'opentelemetry', objectName: '', before: {}, after }],
});

test('plugin metadata is put whole, and what a dialect has no words for is said', () => {
  const after = { collector: { address: "http://a'b:4318" } };
  const [put] = run(exportChange('curl', metadata(after)).text ?? '');
  expect(put?.args).toContain('PUT');
  expect(JSON.parse(put?.args.at(-1) ?? '')).toEqual(after);
  const [gone] = run(exportChange('curl', metadata(null)).text ?? '');
  expect(gone?.args).toEqual(
    expect.arrayContaining(['DELETE', 'http://gateway/apisix/admin/plugin_metadata/opentelemetry']),
  );
  expect(parse(exportChange('adc', metadata(after)).text ?? '')).toEqual({ plugin_metadata: { opentelemetry: after } });
  expect(exportChange('apisix_route', metadata(after))).toMatchObject({ text: null, notes: ['not_in_dialect'] });
});

test('a masked secret is named as such', () => {
  const after = { collector: { request_headers: { Authorization: '********' } } };
  expect(exportChange('curl', metadata(after)).notes).toContain('masked');
  expect(exportChange('curl', metadata({})).notes).not.toContain('masked');
});

test('This export exists for every change: static configuration is written as Helm values and as config.yaml', () => {
  const labels = [{ label: 'upstream_addr', variable: '$upstream_addr' }];
  const after = {
    plugins: ['cors', 'opentelemetry', 'on'],
    exportUri: '/metrics',
    exportIp: '0.0.0.0',
    exportPort: 9101,
    extraLabels: { http_status: labels, http_latency: [], bandwidth: [] },
    expire: { http_status: 600, http_latency: null, bandwidth: null },
    fingerprint: '0123',
  };
  const target = { kind: 'static_config', file: '/conf/config.yaml' } as const;
  const objects = [{ objectId: target.file, objectName: 'config.yaml', before: { fingerprint: '0' }, after }];
  const { text, notes } = exportChange('helm', { target, objects });
  expect(notes).toEqual(['static_settings']);
  const settings = { ...after, metricPrefix: null, chartExport: true } as object;
  const { fingerprint: _none, ...wanted } = settings as typeof after;
  expect(readStaticConfig(text ?? '')).toMatchObject({ kind: 'helm', settings: wanted });
  const [, commented = ''] = (text ?? '').split('The same in config.yaml:\n');
  const config = commented.replaceAll(/^# ?/gm, '');
  expect(readStaticConfig(config)).toMatchObject({ kind: 'config_yaml', settings: { ...wanted, chartExport: null } });
  expect(read(config)).toMatchObject([{ plugins: after.plugins }]);
});

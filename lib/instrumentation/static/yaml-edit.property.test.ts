import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clone, getPlain, isSame, setPlain } from './plain';
import { writeStaticConfig } from './static-config';
import { configYaml, helmValues } from './testing-texts';
import { removeKey, setList, setScalar } from './yaml-edit';
import { parseYaml, YamlEditError, type YamlPath } from './yaml-source';

/*
 * Texts as people write them: any mixture of maps, lists, brackets, block texts, quotes, anchors, blank lines, comments
 * above and behind, two or four columns, either line end. Every comment has a number, so that each one can be found again.
 */

type Style = { step: number; listStep: number; eol: string; bom: boolean; lastEnd: boolean };
const style = fc.record({
  step: fc.constantFrom(2, 3, 4),
  listStep: fc.constantFrom(0, 2),
  eol: fc.constantFrom('\n', '\r\n'),
  bom: fc.boolean(),
  lastEnd: fc.boolean(),
});

const name = fc.constantFrom('a', 'b', 'b-c', 'd.e', '"q: x"', "'it''s'", 'plugins', 'prometheus', 'x_y', '9');
const scalar = fc.constantFrom(
  ...[
    '1',
    '0x1F',
    'text',
    'true',
    '~',
    '',
    '"quoted # no comment"',
    "'it''s'",
    '$var',
    `$\{{ENV:=x}}`,
    'http://h:1/#f',
  ],
  ...[
    '- 1'.slice(2),
    '1.50',
    '"\\u00e9"',
    'a: b'.replace(': ', ':'),
    '2026-01-01',
    '[a, "b", {c: 1}]',
    '{k: v, l: [1, 2]}',
  ],
);
const decoration = fc.record({ above: fc.nat(2), behind: fc.boolean(), blank: fc.boolean(), gap: fc.nat(12) });
type Decoration = { above: number; behind: boolean; blank: boolean; gap: number };
type Tree =
  | { kind: 'scalar'; text: string }
  | { kind: 'block'; header: string; lines: string[] }
  | { kind: 'map'; entries: { key: string; value: Tree; look: Decoration; anchor: boolean }[] }
  | { kind: 'list'; items: { value: Tree; look: Decoration }[] };

const { tree } = fc.letrec<{ tree: Tree; map: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar.map((text): Tree => ({ kind: 'scalar', text })),
    fc
      .tuple(
        fc.constantFrom('|', '>', '|-', '|+'),
        fc.array(fc.constantFrom('one', '# no comment', 'k: v', ''), { minLength: 1, maxLength: 3 }),
      )
      .map(([header, lines]): Tree => ({ kind: 'block', header, lines: ['first', ...lines] })),
    tie('map'),
    fc
      .array(fc.record({ value: scalar.map((text): Tree => ({ kind: 'scalar', text })), look: decoration }), {
        minLength: 1,
        maxLength: 4,
      })
      .map((items): Tree => ({ kind: 'list', items })),
  ),
  map: fc
    .uniqueArray(fc.record({ key: name, value: tie('tree'), look: decoration, anchor: fc.boolean() }), {
      selector: ({ key }) => key,
      minLength: 1,
      maxLength: 5,
    })
    .map((entries): Tree => ({ kind: 'map', entries })),
}));

function write(root: Tree, { step, listStep, eol, bom, lastEnd }: Style): string {
  let comments = 0;
  const lines: string[] = [];
  const above = (column: number, look: Decoration) => {
    if (look.blank) lines.push('');
    for (let count = 0; count < look.above; count++) lines.push(`${' '.repeat(column)}# comment ${comments++}`);
  };
  const behind = (look: Decoration) => (look.behind ? `${' '.repeat(look.gap + 1)}# comment ${comments++}` : '');
  const put = (column: number, head: string, value: Tree, look: Decoration, anchor: boolean) => {
    const mark = anchor ? ` &n${comments}x` : '';
    if (value.kind === 'scalar')
      lines.push(`${head}${mark}${value.text === '' ? '' : ` ${value.text}`}${behind(look)}`);
    else if (value.kind === 'block') {
      lines.push(`${head}${mark} ${value.header}${behind(look)}`);
      for (const line of value.lines) lines.push(line === '' ? '' : ' '.repeat(column + step) + line);
    } else {
      lines.push(`${head}${mark}${behind(look)}`);
      draw(value, value.kind === 'map' ? column + step : column + listStep);
    }
  };
  const draw = (value: Tree, column: number): void => {
    const pad = ' '.repeat(column);
    if (value.kind === 'map')
      for (const { key, value: inner, look, anchor } of value.entries) {
        above(column, look);
        put(column, `${pad}${key}:`, inner, look, anchor);
      }
    else if (value.kind === 'list')
      for (const { value: inner, look } of value.items) {
        above(column, look);
        put(column, `${pad}-`, inner, look, false);
      }
  };
  draw(root, 0);
  return (bom ? '\ufeff' : '') + lines.join(eol) + (lastEnd ? eol : '');
}

const text = fc
  .tuple(
    tree.filter(({ kind }) => kind === 'map'),
    style,
  )
  .map(([root, how]) => write(root, how));

/** Paths into the text, and past its ends. */
function pathsOf(value: unknown, path: YamlPath = []): YamlPath[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => pathsOf(item, [...path, key]))];
}

const commentsOf = (yaml: string) => yaml.match(/# comment \d+/g) ?? [];

/** What is not what was changed is there still: lines in their order, comments, and what all other keys say. */
function expectUntouched(before: string, after: string, path: YamlPath, value: unknown): void {
  const said = clone(parseYaml(before).plain());
  expect(isSame(clone(parseYaml(after).plain()), setPlain(said, path, value))).toBe(true);
  const [head, tail] = commonEnds(before, after);
  expect(after.startsWith(before.slice(0, head)) && after.endsWith(before.slice(before.length - tail))).toBe(true);
  expect(after.includes('\r\n')).toBe(before.includes('\r\n') || after.split('\r\n').length > 1);
  if (before.includes('\r\n')) expect(after.replaceAll('\r\n', '')).not.toContain('\n');
}

function commonEnds(a: string, b: string): [number, number] {
  let head = 0;
  while (head < Math.min(a.length, b.length) && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  return [head, tail];
}

/** Runs an edit; a refusal is an answer too, but only for what the edits say that they do not know. */
function attempt(run: () => string): string | null {
  try {
    return run();
  } catch (error) {
    if (error instanceof YamlEditError && ['unsupported', 'shared'].includes(error.fault)) return null;
    throw error;
  }
}

test('the texts that are tried are YAML', () => {
  fc.assert(
    fc.property(text, (yaml) => void parseYaml(yaml)),
    { numRuns: 100 },
  );
});

test('setting a key keeps every comment, every other key and all bytes around', () => {
  let done = 0;
  fc.assert(
    fc.property(
      text,
      fc.nat(),
      fc.array(fc.constantFrom('new', 'new-2'), { maxLength: 2 }),
      fc.constantFrom<string | number | boolean>(
        'plain',
        'needs: quotes # really',
        '$upstream_addr',
        '',
        'true',
        9091,
        false,
      ),
      (yaml, pick, more, value) => {
        const paths = pathsOf(parseYaml(yaml).plain());
        const path = [...(paths[pick % paths.length] ?? []), ...more];
        if (path.length === 0) return;
        const after = attempt(() => setScalar(yaml, path, value));
        if (after === null) return;
        done++;
        expectUntouched(yaml, after, path, value);
        expect(commentsOf(after)).toEqual(commentsOf(yaml));
      },
    ),
    { numRuns: 200 },
  );
  // A refusal is allowed, but not as a way out.
  expect(done).toBeGreaterThan(60);
});

test('a list gets and loses items, and the comments of the others stay', () => {
  let done = 0;
  const items = fc.uniqueArray(fc.constantFrom<unknown>('text', 1, 'new', { label: '$x' }, 'true', 31, true), {
    selector: (item) => JSON.stringify(item),
  });
  fc.assert(
    fc.property(text, fc.nat(), items, (yaml, pick, wished) => {
      const plain = parseYaml(yaml).plain();
      const paths = pathsOf(plain).filter((path) => path.length > 0 && Array.isArray(getPlain(plain, path)));
      const path = paths[pick % Math.max(1, paths.length)] ?? ['fresh', 'list'];
      const before = getPlain(plain, path);
      const after = attempt(() => setList(yaml, path, wished));
      if (after === null) return;
      done++;
      const kept = (Array.isArray(before) ? before : []).filter(
        (item, at, all) =>
          wished.some((wish) => isSame(wish, item)) && !all.slice(0, at).some((other) => isSame(other, item)),
      );
      const added = wished.filter((wish) => !kept.some((item) => isSame(item, wish)));
      if (before !== undefined || wished.length > 0) expectUntouched(yaml, after, path, [...kept, ...added]);
      // Only a line that went takes its comment along.
      const gone = commentsOf(yaml).length - commentsOf(after).length;
      expect(gone).toBeLessThanOrEqual(Array.isArray(before) ? before.length - kept.length : 0);
    }),
    { numRuns: 200 },
  );
  expect(done).toBeGreaterThan(60);
});

test('a key that goes takes nothing along but its own lines', () => {
  let done = 0;
  fc.assert(
    fc.property(text, fc.nat(), (yaml, pick) => {
      const paths = pathsOf(parseYaml(yaml).plain()).filter((path) => path.length > 0);
      const path = paths[pick % Math.max(1, paths.length)];
      if (!path) return;
      const after = attempt(() => removeKey(yaml, path));
      if (after === null) return;
      done++;
      expectUntouched(yaml, after, path, undefined);
    }),
    { numRuns: 250 },
  );
  expect(done).toBeGreaterThan(60);
});

test('whatever is wished of a real configuration, all other lines are the same, in their order', () => {
  const labels = fc.uniqueArray(
    fc.record({
      label: fc.constantFrom('upstream_addr', 'a', 'b_1'),
      variable: fc.constantFrom('$upstream_addr', '$host'),
    }),
    { selector: ({ label }) => label },
  );
  const wish = fc.record(
    {
      plugins: fc.uniqueArray(fc.constantFrom('cors', 'prometheus', 'opentelemetry'), { minLength: 1 }),
      exportUri: fc.constantFrom('/metrics', '/apisix/prometheus/metrics'),
      exportIp: fc.constantFrom('0.0.0.0', '127.0.0.1', '::'),
      exportPort: fc.integer({ min: 1, max: 65535 }),
      metricPrefix: fc.constantFrom('apisix_', 'edge_'),
      extraLabels: fc.record({ http_status: labels, http_latency: labels, bandwidth: labels }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  );
  const ours =
    /(export_uri|path|export_addr|ip|port|containerPort|metric_prefix|metricPrefix|metrics|http_status|http_latency|bandwidth|extra_labels|plugins|pluginAttrs|prometheus|enabled):|- (cors|prometheus|opentelemetry)$|- \w+: \$/;
  fc.assert(
    fc.property(fc.constantFrom(configYaml, helmValues), wish, (yaml, wished) => {
      const after = writeStaticConfig(yaml, wished);
      const others = (from: string) => from.split('\n').filter((line) => !ours.test(line));
      expect(others(after)).toEqual(others(yaml));
      expect(writeStaticConfig(after, wished)).toBe(after);
    }),
    { numRuns: 200 },
  );
});

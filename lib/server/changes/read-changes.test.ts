import { beforeAll, expect, test } from 'vitest';
import { gatewayAt } from '@/test/gateway';
import { changeRecords } from './change-records';
import { exportChanges } from './export-changes';
import { parseChangeListQuery, parseExportQuery } from './list-query';
import { readChange, readChanges, readItems, readTimers } from './read-changes';
import { newChange, newItem } from './testing-records';

const gateway = gatewayAt('http://127.0.0.1:9');
const secret = 'Bearer collector-secret-1';
const metadata = { collector: { address: 'http://collector:4318', request_headers: { 'x-tenant': secret } } };
let id: string;

beforeAll(async () => {
  const records = await changeRecords();
  const change = await records.create(
    newChange({
      gatewayId: gateway.id,
      actor: '=cmd()',
      target: { kind: 'plugin_metadata', plugin: 'opentelemetry' },
      wish: { state: 'exactly', config: metadata },
      revertAt: Date.now() + 60_000,
      items: [newItem('opentelemetry', { objectName: 'a "quoted", name', before: metadata, after: metadata })],
    }),
  );
  id = change.id;
  await records.create(newChange({ gatewayId: gateway.id, items: [] }));
  const many = Array.from({ length: 1100 }, (_, index) => newItem(`route-${index}`));
  await records.create(newChange({ gatewayId: gateway.id, items: many }, 'prometheus'));
});

test('nothing of what is read holds a secret of the gateway', async () => {
  const answers = [
    await readChanges(gateway, {}),
    await readChange(gateway, id),
    await readItems(gateway, id, {}),
    await (await exportChanges(gateway, {}, 'jsonl')).text(),
    await (await exportChanges(gateway, {}, 'csv')).text(),
  ];
  for (const answer of answers) expect(JSON.stringify(answer)).not.toContain('collector-secret-1');
  expect(JSON.stringify(answers[2])).toContain('x-tenant');
  expect(JSON.stringify(answers[2])).not.toContain('0123456789abcdef');
});

test('timers are told by their routes', async () => {
  expect(await readTimers(gateway)).toMatchObject([
    { changeId: id, plugin: 'opentelemetry', routeIds: ['opentelemetry'] },
  ]);
});

test('an export has a line for each object of each change that matches, newest first', async () => {
  const { query, format } = parseExportQuery(new URLSearchParams({ plugin: 'prometheus' }));
  const lines = (await (await exportChanges(gateway, query, format)).text()).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).objectId)).toEqual(
    Array.from({ length: 1100 }, (_, index) => `route-${index}`),
  );
  const all = (await (await exportChanges(gateway, {}, 'jsonl')).text()).trimEnd().split('\n');
  expect(all).toHaveLength(1102);
  expect(JSON.parse(all.at(-1) ?? '')).toMatchObject({ changeId: id, kind: 'plugin_metadata', status: 'waiting' });
});

test('an export for a spreadsheet holds no formulas, and its quotes are doubled', async () => {
  const response = await exportChanges(gateway, { q: 'quoted' }, 'csv');
  expect(response.headers.get('content-disposition')).toBe(`attachment; filename="changes-${gateway.id}.csv"`);
  const [head, line, ...rest] = (await response.text()).split('\r\n');
  expect(rest).toEqual(['']);
  expect(head).toMatch(/^changeId,at,endedAt,actor,/);
  expect(line).toContain(",'=cmd(),");
  expect(line).toContain(',"a ""quoted"", name",');
});

test.each(['status=odd', 'plugin=cors', 'limit=0', 'limit=501', 'from=yesterday', 'odd=1'])(
  'a list of changes by %s is refused',
  (query) => {
    expect(() => parseChangeListQuery(new URLSearchParams(query))).toThrow();
  },
);

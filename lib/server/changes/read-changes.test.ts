import { beforeAll, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { dialects } from '@/lib/changes/export/dialect';
import english from '@/lib/i18n/messages/en/changes.json';
import { gatewayAt } from '@/test/gateway';
import { changeRecords } from './change-records';
import { exportChanges } from './export-changes';
import { exportDialect } from './export-dialect';
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

test.each(['planned', 'done'] as const)('a change of any size that is %s is exported whole', async (status) => {
  const many = Array.from({ length: 6000 }, (_, index) =>
    newItem(`route-${index}`, {
      objectName: `shop_orders_${index}`,
      before: null,
      after: index % 2 === 0 ? { prefer_name: true } : { prefer_name: false },
      outcome: index % 100 === 0 ? 'already' : 'will_change',
    }),
  );
  const change = await (await changeRecords()).create(newChange({ gatewayId: gateway.id, status, items: many }));
  const file = async (dialect: (typeof dialects)[number]) => (await exportDialect(gateway, change.id, dialect)).text();
  const routes = many.filter(({ outcome }) => outcome === 'will_change').map(({ objectId }) => objectId);
  expect((await file('curl')).match(/route-\d+/g)).toEqual(routes);
  expect(parse(await file('adc')).services[0].routes.map(({ id: routeId }: { id: string }) => routeId)).toEqual(routes);
  expect(parse(parse(await file('helm')).apisix.deployment.standalone.config).routes).toHaveLength(routes.length);
  expect(parseAllDocuments(await file('apisix_route'))).toHaveLength(routes.length);
  const groups = await file('gateway_api');
  expect(parseAllDocuments(groups)).toHaveLength(2);
  expect(groups.match(/shop_orders_\d+/g)).toHaveLength(routes.length);
  expect(await file('curl')).toMatch(/^#!\/bin\/sh\n# Address and key come from/);
  expect(groups).toContain('# Routes that were left out are not in it.');
});

test('an export shows no secret, says that one was masked, and where nothing is to be written says so in remarks alone', async () => {
  const remarks = (await (await exportDialect(gateway, id, 'adc')).text()).trimEnd().split('\n');
  expect(remarks).toContain(`# ${english.dialects.only}`);
  expect(remarks.every((line) => line.startsWith('# '))).toBe(true);
  const target = { kind: 'plugin_metadata', plugin: 'opentelemetry' } as const;
  const items = [newItem('opentelemetry', { before: null, after: metadata })];
  const change = await (await changeRecords()).create(newChange({ gatewayId: gateway.id, target, items }));
  const text = await (await exportDialect(gateway, change.id, 'adc')).text();
  expect(text).not.toContain('collector-secret-1');
  expect(text).toMatch(/^# A secret is masked/m);
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

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { keptStretch } from './kept-stretch';
import { fakeGateway, fakeUpstream } from './testing';

const fake = { oldest: { '1s': null, '1m': null } as Record<string, number | null>, refuses: false };
let asked: { precision: string; sql: string }[] = [];
let upstream: Awaited<ReturnType<typeof fakeUpstream>>;
beforeAll(async () => {
  upstream = await fakeUpstream(({ text }) => {
    const form = new URLSearchParams(text);
    const precision = form.get('data_precision') ?? '';
    asked.push({ precision, sql: form.get('sql') ?? '' });
    if (fake.refuses) return { status: 500, body: { OPT_STATUS: 'FAIL', DESCRIPTION: 'no', result: null } };
    const oldest = fake.oldest[precision] ?? null;
    const result = { columns: ['time', 'at'], schemas: [], values: oldest === null ? null : [['', oldest]] };
    return { body: { OPT_STATUS: 'SUCCESS', DESCRIPTION: '', result, debug: null } };
  });
});
afterAll(() => upstream.close());
beforeEach(() => {
  asked = [];
  fake.oldest = { '1s': null, '1m': null };
  fake.refuses = false;
});

const fromS = 1_771_000_020;
const stretchOf = (precision: '1s' | '1m') => ({ precision, range: { fromS, toS: fromS + 599 }, seconds: 600 });
let gateways = 0;
const unread = () => ({ ...fakeGateway({ querierUrl: upstream.url }), id: `gateway-${gateways++}` });
const kept = (gateway = unread(), precision: '1s' | '1m' = '1m') =>
  keptStretch(gateway, stretchOf(precision), undefined);

test('however long nothing came before, a stretch is whole where anything older is kept', async () => {
  fake.oldest['1m'] = fromS - 5 * 86_400;
  expect(await kept()).toEqual({ ...stretchOf('1m'), keptFromS: null, isKept: true });
});

test('it begins with the oldest sums where they lie in it, and is of the seconds since', async () => {
  fake.oldest['1m'] = fromS + 240;
  expect(await kept()).toEqual({
    precision: '1m',
    range: { fromS: fromS + 240, toS: fromS + 599 },
    seconds: 360,
    keptFromS: fromS + 240,
    isKept: true,
  });
});

test('nothing is kept of it where all sums are newer, or there are none', async () => {
  expect(await kept()).toMatchObject({ seconds: 600, isKept: false });
  fake.oldest['1m'] = fromS + 600;
  expect(await kept()).toMatchObject({ seconds: 600, isKept: false });
});

test('where the oldest cannot be asked for all is taken to be kept', async () => {
  fake.refuses = true;
  expect(await kept()).toEqual({ ...stretchOf('1m'), keptFromS: null, isKept: true });
});

test('seconds and minutes are asked for once a minute each, and no sum is made for it', async () => {
  fake.oldest = { '1s': fromS + 300, '1m': fromS };
  const gateway = unread();
  const answers = await Promise.all([kept(gateway, '1s'), kept(gateway), kept(gateway, '1s'), kept(gateway)]);
  expect(answers.map(({ keptFromS }) => keptFromS)).toEqual([fromS + 300, null, fromS + 300, null]);
  await kept(gateway);
  expect(asked.map(({ precision }) => precision).sort()).toEqual(['1m', '1s']);
  for (const { sql } of asked)
    expect(sql).toMatch(
      /^SELECT time, .+ FROM application_map WHERE time >= \d+ AND time <= \d+ ORDER BY time ASC LIMIT 1$/,
    );
});

import { expect, test } from 'vitest';
import { mostFlows } from '@/lib/deepflow/flows';
import { getFlows } from './flows';
import { fakeGateway, fakeUpstream } from './testing';

test('no limit takes reports from a day of as many connections as may be asked for', async () => {
  const asked: string[] = [];
  const querier = await fakeUpstream(({ text }) => {
    asked.push(new URLSearchParams(text).get('sql') ?? '');
    return { body: { OPT_STATUS: 'SUCCESS', result: { columns: ['flow'], values: null } } };
  });
  const flowIds = Array.from({ length: mostFlows }, (_, at) => String(at + 1));
  const fromMs = Date.UTC(2026, 1, 1);
  await getFlows(fakeGateway({ querierUrl: querier.url }), { flowIds, fromMs, toMs: fromMs + 86_400_000 });
  await querier.close();
  // One a minute, and one at the end.
  expect(Number(/ LIMIT (\d+)$/.exec(asked[0] ?? '')?.[1])).toBeGreaterThan(mostFlows * (24 * 60 + 1));
});

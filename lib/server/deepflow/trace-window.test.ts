import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { L7Row } from '@/sandbox/deepflow/l7-row';
import { closeDeepflow, expectWhole, fake, open, openDeepflow, play, recorded, resetFake } from './testing-tracing';

beforeAll(openDeepflow);
afterAll(closeDeepflow);
beforeEach(resetFake);

describe('rows outside of the service’s window', () => {
  test('a span that lasts as long as its connection is found from its handshake', async () => {
    const idOf = play('websocket_upgrade');
    for (const label of ['in.s-p', 'out.c-p', 'gw.s-app']) expectWhole(await open(idOf(label)));
  });

  test('so is one that lasted half an hour, by its handshake alone', async () => {
    const idOf = play('websocket_upgrade');
    // Nothing but method, target and status joins the two.
    fake.rows = fake.rows
      .filter(({ _id }) => [idOf('in.s-p'), idOf('gw.s-app')].includes(_id))
      .map((row) =>
        row.signal_source === 4 ? { ...row, end_time: row.end_time + 1_800e6, time: row.time + 1800 } : row,
      );
    expectWhole(await open(idOf('in.s-p')));
  });

  test('a request of 70 seconds keeps its first children', async () => {
    const idOf = play('otel_full_attributes');
    // As if its last call had taken 70 s: everything around it ends so much later.
    const early = new Set(['l2', 'l3', 'inv']);
    const line = recorded.find(({ scenario }) => scenario === 'otel_full_attributes');
    fake.rows = fake.rows.map((row) => {
      const [leg = ''] = (line?.labels[row._id] ?? '').split('.');
      if (early.has(leg)) return row;
      const end_time = row.end_time + 70_000_000;
      return { ...row, end_time, time: Math.floor(end_time / 1e6), response_duration: row.response_duration + 70e6 };
    });
    expectWhole(await open(idOf('in.s-p')));
    expectWhole(await open(idOf('gw.s-app')));
  });

  test('what a long request did first is found from what it did last', async () => {
    const idOf = play('otel_only_no_agents');
    const first = fake.rows.find(({ _id }) => _id === idOf('gw.s-app'));
    if (!first) throw new Error('no gateway span');
    const lateUs = 200_000_000;
    const at = (us: number) => ({ end_time: us, time: Math.floor(us / 1e6) });
    const last: L7Row = {
      ...first,
      _id: '7606387940213655296',
      span_id: 'ffffffffffffffff',
      parent_span_id: first.span_id,
      start_time: first.start_time + lateUs,
      ...at(first.start_time + lateUs + 1000),
    };
    fake.rows = [
      ...fake.rows.map((row) => (row === first ? { ...row, ...at(row.end_time + lateUs + 2000) } : row)),
      last,
    ];
    const trace = await open(last._id);
    expectWhole(trace);
    expect(fake.asked.map(({ TIME_START }) => TIME_START)).toEqual(
      [60, 600].map((margin) => Math.floor(last.start_time / 1e6) - margin),
    );
  });

  test('the window begins before the call’s start, however long it took', async () => {
    play('ebpf_one_upstream');
    const [row] = fake.rows;
    if (!row) throw new Error('no row');
    fake.rows = [{ ...row, end_time: row.start_time + 70_000_000, time: row.time + 70 }];
    await open(row._id);
    expect(fake.asked[0]).toMatchObject({
      TIME_START: Math.floor(row.start_time / 1e6) - 60,
      TIME_END: Math.ceil(row.start_time / 1e6) + 70 + 60,
    });
  });

  test('nothing is asked twice when the window had everything', async () => {
    const idOf = play('otel_full_attributes');
    await open(idOf('in.s-p'));
    expect(fake.asked).toHaveLength(1);
  });
});

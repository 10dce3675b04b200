import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClickhouseError } from '@/sandbox/deepflow/clickhouse';
import { inventory } from '@/sandbox/deepflow/inventory';
import { Store } from '@/sandbox/deepflow/store';
import { memorySource } from '@/sandbox/deepflow/tracing/memory-source';
import type { Found, Links, RowSource } from '@/sandbox/deepflow/tracing/source';
import { storeSource } from '@/sandbox/deepflow/tracing/store-source';
import { secondOfTest, shopCall, testRow } from '@/sandbox/deepflow/tracing/test-rows';

const odd = testRow({ x_request_id_0: `a'b\\c" 日本`, trace_id: "x' OR 1=1 --", request_resource: "/a'b\\" });
const rows = [...shopCall({ withSpans: true }), odd];
const window = { from: secondOfTest - 60, to: secondOfTest + 60 };
const none: Links = { reqTcpSeqs: [], respTcpSeqs: [], syscallIds: [], xRequestIds: [], dnsRequestIds: [] };

let store: Store;

beforeAll(async () => {
  store = await Store.open(inventory);
  await store.insertL7(rows);
});

afterAll(() => store.close());

/** The same question to ClickHouse and to the rows at hand. */
async function both<Row extends { _id: string }>(ask: (source: RowSource) => Promise<Found<Row>>) {
  const [stored, held] = [await ask(storeSource((sql) => store.query(sql))), await ask(memorySource(rows))];
  expect(stored.failure).toBeNull();
  const ids = ({ rows: found }: Found<Row>) => found.map((row) => row._id).sort();
  expect(ids(stored)).toEqual(ids(held));
  return stored.rows;
}

describe('rows out of ClickHouse', () => {
  it('are the rows that went in, names and NICs included', async () => {
    const stored = await both((source) => source.byIds(rows.map((row) => row._id)));
    const held = new Map(rows.map((row) => [row._id, row]));
    for (const row of stored) {
      // The last row is at no address that the cluster knows.
      if (row._id === odd._id) expect(row.request_resource).toBe(odd.request_resource);
      else expect(row).toEqual(held.get(row._id));
    }
  });

  it('are found by id, trace id and every link, with any text in them', async () => {
    const [row] = rows;
    expect(await both((source) => source.byId(row?._id ?? '', false))).toHaveLength(1);
    expect(await both((source) => source.byId(row?._id ?? '', true))).toHaveLength(0);
    expect(await both((source) => source.byTraceIds([odd.trace_id], window, 10, false))).toHaveLength(1);
    expect(
      await both((source) => source.linked({ ...none, xRequestIds: [odd.x_request_id_0] }, window, 10)),
    ).toHaveLength(1);
    expect(
      (await both((source) => source.linked({ ...none, reqTcpSeqs: [1_002] }, window, 50))).length,
    ).toBeGreaterThan(4);
    const syscallIds = rows.flatMap((one) =>
      one.syscall_trace_id_request === '0' ? [] : one.syscall_trace_id_request,
    );
    expect((await both((source) => source.linked({ ...none, syscallIds }, window, 50))).length).toBeGreaterThan(2);
  });

  it('are bounded by the window and the limit', async () => {
    const links = { ...none, reqTcpSeqs: [1_001, 1_002, 1_003] };
    const source = storeSource((sql) => store.query(sql));
    expect((await source.linked(links, window, 3)).rows).toHaveLength(3);
    expect((await source.linked(links, { from: 0, to: secondOfTest - 1 }, 3)).rows).toHaveLength(0);
  });

  it('that ClickHouse cannot give are a failed query', async () => {
    const source = storeSource(() => Promise.reject(new ClickhouseError('Code: 60')));
    expect(await source.linked({ ...none, reqTcpSeqs: [1] }, window, 1)).toEqual({
      rows: [],
      failure: { status: 500, description: 'Code: 60' },
    });
    const byText = await storeSource((sql) => store.query(sql)).byId('1 OR 1=1', false);
    expect(byText).toMatchObject({ rows: [], failure: { status: 500 } });
  });
});

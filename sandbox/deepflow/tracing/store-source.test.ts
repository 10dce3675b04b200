import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClickhouseError } from '@/sandbox/deepflow/clickhouse';
import { inventory } from '@/sandbox/deepflow/inventory';
import { Store } from '@/sandbox/deepflow/store';
import { memorySource } from '@/sandbox/deepflow/tracing/memory-source';
import type { Found, Links, RowSource } from '@/sandbox/deepflow/tracing/source';
import { storeSource } from '@/sandbox/deepflow/tracing/store-source';
import { secondOfTest, shopCall, testRow } from '@/sandbox/deepflow/tracing/test-rows';

const odd = testRow({ x_request_id_0: `a'b\\c" 日本`, trace_id: "x' OR 1=1 --", request_resource: "/a'b\\" });
/** From a host of more than 128 CPUs. */
const far = testRow({
  flow_id: '18446744073709551615',
  syscall_trace_id_request: '14429218807585587324',
  syscall_trace_id_response: '9007199254740993',
});
const rows = [...shopCall({ withSpans: true }), odd, far];
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
      // The last rows are at no address that the cluster knows.
      if (row._id === odd._id) expect(row.request_resource).toBe(odd.request_resource);
      else if (row._id !== far._id) expect(row).toEqual(held.get(row._id));
    }
  });

  it('keep every digit of ids above 2^53 and 2^63, and are found by them', async () => {
    for (const id of [far.syscall_trace_id_request, far.syscall_trace_id_response]) {
      const [found] = await both((source) => source.linked({ ...none, syscallIds: [id] }, window, 10));
      expect(found).toMatchObject({ _id: far._id, syscall_trace_id_request: far.syscall_trace_id_request });
    }
    const [whole] = await both((source) => source.byIds([far._id]));
    expect(whole?.flow_id).toBe(far.flow_id);
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

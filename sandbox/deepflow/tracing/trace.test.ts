import { describe, expect, it } from 'vitest';
import type { L7Row } from '@/sandbox/deepflow/l7-row';
import type { TracingData } from '@/sandbox/deepflow/tracing/answer';
import { handleTracing } from '@/sandbox/deepflow/tracing/handler';
import { memorySource } from '@/sandbox/deepflow/tracing/memory-source';
import { secondOfTest, shopCall } from '@/sandbox/deepflow/tracing/test-rows';

async function traceOf(rows: readonly L7Row[], from: L7Row | undefined): Promise<TracingData> {
  const { body } = await handleTracing(
    {
      _id: from?._id,
      TIME_START: secondOfTest - 60,
      TIME_END: secondOfTest + 60,
      DATABASE: 'flow_log',
      TABLE: 'l7_flow_log',
    },
    { regions: new Map([['DEFAULT', memorySource(rows)]]) },
  );
  return body.DATA as TracingData;
}

/** The tree as lines, the root first: point and service or instance, indented by depth. */
function drawn({ tracing }: TracingData): string[] {
  const lines = (parent: unknown, depth: number): string[] =>
    tracing
      .filter((span) => span.parent_id === parent)
      .flatMap((span) => [
        `${' '.repeat(depth)}${span.tap_side} ${span.service_uname ?? span.auto_instance}`,
        ...lines(span.id, depth + 1),
      ]);
  return lines(-1, 0);
}

const wholeTree = [
  's-nd apisix-7c9d8f6b5-x2x7k',
  ' s apisix-7c9d8f6b5-x2x7k',
  '  s-p apisix-gateway',
  '   s-app apisix-gateway',
  '    c-p apisix-gateway',
  '     c apisix-7c9d8f6b5-x2x7k',
  '      c-nd apisix-7c9d8f6b5-x2x7k',
  '       s-nd webshop-6d5f9c7b8-9qk2v',
  '        s webshop-6d5f9c7b8-9qk2v',
  '         s-p webshop',
  '          s-app webshop',
  '           c-app webshop',
  '            c-p webshop',
  '             c webshop-6d5f9c7b8-9qk2v',
  '              c-nd webshop-6d5f9c7b8-9qk2v',
  '               s-nd cart-5b8c6d7f9-l4m8z',
  '                s cart-5b8c6d7f9-l4m8z',
  '                 s-p cart',
  '                  s-app cart',
];

describe("the trace of the sandbox's own rows", () => {
  it('is one tree from the client to the last service, with spans and from any of its rows', async () => {
    const rows = shopCall({ withSpans: true });
    for (const from of rows) expect(drawn(await traceOf(rows, from))).toEqual(wholeTree);
  });

  it('is one tree of network and system spans alone where nothing sends spans', async () => {
    const rows = shopCall({ withSpans: false });
    const indented = wholeTree.filter((line) => !line.includes('-app')).map((line) => line.trim());
    const lines = drawn(await traceOf(rows, rows[0]));
    expect(lines.map((line) => line.trim())).toEqual(indented);
    expect(lines.map((line) => line.search(/\S/))).toEqual(lines.map((_, depth) => depth));
  });

  it('needs no clock correction and shares the whole duration between the services', async () => {
    const rows = shopCall({ withSpans: true });
    const { services, host_clock_correction } = await traceOf(rows, rows[0]);
    expect(host_clock_correction).toEqual({});
    expect(services.map((service) => service.service_uname).sort()).toEqual(['apisix-gateway', 'cart', 'webshop']);
    const shares = services.map((service) => Number(service.duration_ratio));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 1);
  });

  it('keeps two calls apart that share their connections', async () => {
    const one = shopCall({ withSpans: false });
    const later = shopCall({ withSpans: false }).map((row) => ({
      ...row,
      start_time: row.start_time + 300_000,
      end_time: row.end_time + 300_000,
      req_tcp_seq: row.req_tcp_seq + 500,
      resp_tcp_seq: row.resp_tcp_seq + 500,
    }));
    const ids = (await traceOf([...one, ...later], later[3])).tracing.flatMap((span) => span._ids);
    expect(ids.sort()).toEqual(later.map((row) => row._id).sort());
  });

  it('finds the rows of a leg by what the search asks for: a code that differs keeps none of them out', async () => {
    const rows = shopCall({ withSpans: false }).map((row, position) =>
      position === 1 ? { ...row, type: 0, response_code: 404 } : row,
    );
    const ids = (await traceOf(rows, rows[0])).tracing.flatMap((span) => span._ids);
    expect(ids.sort()).toEqual(rows.map((row) => row._id).sort());
  });

  it('hangs each tree of an application that lost its parents below the process that served the request', async () => {
    const rows = shopCall({ withSpans: true }).map((row) =>
      row.observation_point === 'c-app' ? { ...row, parent_span_id: '' } : row,
    );
    const lines = drawn(await traceOf(rows, rows[0])).map((line) => line.trim());
    const { tracing } = await traceOf(rows, rows[0]);
    expect(lines).toHaveLength(rows.length);
    const call = tracing.find((span) => span.tap_side === 'c-app');
    const server = tracing.find((span) => span.id === call?.parent_id);
    expect(server?.tap_side).toBe('s-p');
  });
});

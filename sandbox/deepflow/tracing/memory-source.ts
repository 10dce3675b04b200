import type { L7Row } from '@/sandbox/deepflow/l7-row';
import type { Found, Links, RowSource, Window } from '@/sandbox/deepflow/tracing/source';

const otel = 4;

/** Rows that are at hand, in the table's order. */
export function memorySource(rows: readonly L7Row[]): RowSource {
  const found = (matches: (row: L7Row) => boolean, limit = Infinity): Promise<Found<L7Row>> =>
    Promise.resolve({ rows: rows.filter(matches).slice(0, limit), failure: null });
  const inside = (row: L7Row, window: Window) => row.time >= window.from && row.time <= window.to;
  const allowed = (row: L7Row, spansOnly: boolean) => !spansOnly || row.signal_source === otel;
  return {
    byId: (id, spansOnly) => found((row) => row._id === id && allowed(row, spansOnly)),
    byTraceIds: (ids, window, limit, spansOnly) =>
      found(
        (row) =>
          (ids.includes(row.trace_id) || ids.includes(row._trace_id_2)) &&
          inside(row, window) &&
          allowed(row, spansOnly),
        limit,
      ),
    linked: (links, window, limit) => found((row) => inside(row, window) && isLinked(row, links), limit),
    byIds: async (ids) => {
      const wanted = new Set(ids);
      const { rows: matches } = await found((row) => wanted.has(row._id));
      return { rows: matches.toSorted((a, b) => a.start_time - b.start_time), failure: null };
    },
  };
}

const dns = 120;

function isLinked(row: L7Row, links: Links): boolean {
  return (
    links.reqTcpSeqs.includes(row.req_tcp_seq) ||
    links.respTcpSeqs.includes(row.resp_tcp_seq) ||
    links.syscallIds.includes(row.syscall_trace_id_request) ||
    links.syscallIds.includes(row.syscall_trace_id_response) ||
    links.xRequestIds.includes(row.x_request_id_0) ||
    links.xRequestIds.includes(row.x_request_id_1) ||
    (row.l7_protocol === dns && row.request_id !== null && links.dnsRequestIds.includes(row.request_id))
  );
}

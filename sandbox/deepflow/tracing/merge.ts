import type { L7Row } from '@/sandbox/deepflow/l7-row';
import { intersect, logType, protocol, traceIdsOf } from '@/sandbox/deepflow/tracing/relations';
import { Span } from '@/sandbox/deepflow/tracing/span';

type Draft = { row: L7Row; ids: string[]; traceIds: string[] };

/**
 * Spans of the rows in order of their start. Where an agent wrote request and answer as two rows they become one
 * span: an answer joins the nearest request before it on the same connection.
 */
export function toSpans(rows: readonly L7Row[]): Span[] {
  const drafts: Draft[] = [];
  for (const row of rows.toSorted((a, b) => a.start_time - b.start_time)) {
    const draft: Draft = { row, ids: [row._id], traceIds: traceIdsOf(row).sort() };
    if (!mergeHalf(drafts, draft) && !mergeAsync(drafts, draft)) drafts.push(draft);
  }
  return drafts.map(({ row, ids, traceIds }, index) => new Span(index, row, ids, traceIds));
}

function isStreamProtocol(number: number): boolean {
  return number === protocol.grpc || number === protocol.http2;
}

function mergeHalf(drafts: Draft[], half: Draft): boolean {
  const { row } = half;
  if (row.is_async !== 0) return false;
  if (row.type !== logType.response && !isStreamProtocol(row.l7_protocol)) return false;
  const isProcess = row.observation_point === 's-p' || row.observation_point === 'c-p';
  // One DNS request of a process may have several answers.
  const isDnsAnswer = row.l7_protocol === protocol.dns && isProcess;
  // One-way frames of a stream have no duration of their own.
  const isFrame = isStreamProtocol(row.l7_protocol) && row.response_duration === 0;
  for (let position = drafts.length - 1; position >= 0; position -= 1) {
    const target = drafts[position];
    if (target === undefined) continue;
    const other = target.row;
    if (other.type !== logType.request && !isDnsAnswer && !isFrame) continue;
    if (other.is_async !== 0) continue;
    const sameFlow = other.agent_id === row.agent_id && other.flow_id === row.flow_id;
    if (!sameFlow || other.request_id !== row.request_id) continue;
    // Another protocol in between on the connection: no guess.
    if (other.l7_protocol !== row.l7_protocol && !isFrame) return false;
    const sent = other.type === logType.request ? other.syscall_cap_seq_0 : other.syscall_cap_seq_1;
    if (isDnsAnswer) {
      if (sent + 1 !== row.syscall_cap_seq_1) continue;
    } else {
      if (other.type !== logType.request) return false;
      if (isProcess && sent + 1 !== row.syscall_cap_seq_1) continue;
    }
    const isLater = other.end_time < row.end_time;
    // A frame's own sequence numbers are not those of the stream's answer.
    const answer = isFrame ? {} : { resp_tcp_seq: row.resp_tcp_seq, syscall_cap_seq_1: row.syscall_cap_seq_1 };
    merge(target, half, { ...(isLater ? until(other, row) : {}), ...answer });
    return true;
  }
  return false;
}

/** Message queues whose request and answer are far apart, found by trace id. */
function mergeAsync(drafts: Draft[], half: Draft): boolean {
  const { row } = half;
  if (row.type !== logType.response || !isAsyncHalf(half)) return false;
  const target = drafts.findLast(
    (draft) =>
      draft.row.type === logType.request &&
      isAsyncHalf(draft) &&
      draft.row.l7_protocol === row.l7_protocol &&
      draft.row.observation_point === row.observation_point &&
      draft.row.span_id === row.span_id &&
      intersect(draft.traceIds, new Set(half.traceIds)),
  );
  if (target === undefined) return false;
  const isLater = target.row.end_time < row.end_time;
  const answer = {
    ...until(target.row, row),
    resp_tcp_seq: row.resp_tcp_seq,
    syscall_cap_seq_1: row.syscall_cap_seq_1,
  };
  const traceIds = [...new Set([...target.traceIds, ...half.traceIds])];
  merge(target, half, isLater ? answer : {});
  target.traceIds = traceIds;
  return true;
}

function isAsyncHalf({ row, traceIds }: Draft): boolean {
  const isQueue = row.l7_protocol === protocol.webSphereMq || row.l7_protocol === protocol.iso8583;
  return isQueue && row.is_async !== 0 && traceIds.length > 0;
}

function until(request: L7Row, answer: L7Row): Partial<L7Row> {
  return { end_time: answer.end_time, response_duration: answer.end_time - request.start_time };
}

/** The request's columns stay; those it has no value in are the answer's. */
function merge(target: Draft, half: Draft, changed: Partial<L7Row>): void {
  const filled = Object.fromEntries(
    Object.entries(half.row).filter(([key]) => isEmpty(target.row[key as keyof L7Row])),
  );
  const type = target.row.type === logType.request ? logType.session : target.row.type;
  target.row = { ...target.row, ...filled, type, ...changed };
  target.ids.push(...half.ids);
  if (target.traceIds.length === 0) target.traceIds = half.traceIds;
}

function isEmpty(value: L7Row[keyof L7Row]): boolean {
  return !value || value === '0';
}

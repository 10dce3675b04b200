/** Why one span hangs below another, as far as it is known. */
const linkReasons = [
  'syscall_trace_id',
  'x_request_id',
  'parent_span_id',
  'span_id',
  'tcp_seq',
  'request_id',
  'trace_id',
  'brother',
  'method_target_status_time',
] as const;
export type LinkReason = (typeof linkReasons)[number];

/**
 * Reads the tracing service's own sentence («c-p sys_span mounted due to same span_id as child»), or a bare field name.
 * Null for one that says none of the known reasons. The order matters: longer names hold shorter ones.
 */
export function linkReason(text: string): LinkReason | null {
  return linkReasons.find((reason) => text.includes(reason)) ?? null;
}

import { compileExpression } from './router/expression';

/**
 * What is not there yet when a tracer starts, before every other plugin: opentelemetry has priority 12009, key-auth,
 * which finds out the consumer, 2500; nginx knows of the upstream only when it has asked it.
 */
const notYet = [
  ...['consumer_name', 'consumer_group_id', 'balancer_ip', 'balancer_port', 'gzip_ratio'],
  ...['upstream_addr', 'upstream_status', 'upstream_cache_status'],
  ...['upstream_response_time', 'upstream_connect_time', 'upstream_header_time'],
  ...['upstream_response_length', 'upstream_bytes_sent', 'upstream_bytes_received'],
];
/** Not there yet either, but nginx.conf may have set them to an empty text. */
const notYetOrEmpty = ['apisix_upstream_response_time', 'rate_limiting_info', 'request_completion'];
const notYetHeaders = /^(?:upstream_http_|upstream_cookie_|sent_http_(?!connection$|keep_alive$))/;

/** What nginx says of an answer before there is one (ngx_http_variables.c: `status`, `bytes_sent`, `body_bytes_sent`). */
const beforeAnswer: Record<string, string> = { status: '000', bytes_sent: '0', body_bytes_sent: '0' };

/**
 * Whether a filter keeps a tracer from starting for any request: one that asks for the consumer, or for what becomes of
 * the request, is decided before that is known (apisix/plugin.lua `meta_filter`: once, at the first phase), and kept for
 * later phases.
 */
export function neverStarts(filter: unknown): boolean {
  const expression = compileExpression(filter);
  return [null, ''].every(
    (empty) =>
      expression?.((name) => {
        if (Object.hasOwn(beforeAnswer, name)) return beforeAnswer[name];
        if (notYetOrEmpty.includes(name)) return empty;
        return notYet.includes(name) || notYetHeaders.test(name) ? null : undefined;
      }) === false,
  );
}

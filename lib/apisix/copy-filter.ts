import { compileExpression } from './router/expression';

/** What an auth plugin finds out, and it runs after the tracers: opentelemetry has priority 12009, key-auth 2500. */
const foundOut = ['consumer_name', 'consumer_group_id'];

/**
 * Whether a filter keeps a tracer from starting for any request: one that asks for the consumer is decided before that
 * is known (apisix/plugin.lua `meta_filter`: once, at the first phase), and kept for later phases.
 */
export function neverStarts(filter: unknown): boolean {
  return compileExpression(filter)?.((name) => (foundOut.includes(name) ? null : undefined)) === false;
}

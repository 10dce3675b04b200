import type { Span } from './dto';

/**
 * A span before its place in the tree is settled. `id` is unique; `parentId` may name nothing, itself or a ring.
 * `parentSpanId` is what the span itself says of its parent; empty: nothing.
 */
export type SpanNode = Omit<Span, 'selfUs'> & { parentSpanId?: string | undefined };

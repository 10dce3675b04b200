import { createParser, parseAsBoolean, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import type { SpanKind } from '@/lib/deepflow/dto';

export const spanKinds: readonly SpanKind[] = ['A', 'S', 'N'];

/** `AS`: the kinds that are shown, as letters; anything else, and all of them, is the default. */
const parseAsKinds = createParser<SpanKind[]>({
  parse: (text) => {
    const kinds = spanKinds.filter((kind) => text.includes(kind));
    return /^[ASN]*$/.test(text) ? kinds : null;
  },
  serialize: (kinds) => kinds.join(''),
  eq: (a, b) => a.join('') === b.join(''),
});

/** What of a trace is shown, in the address: a link shows the same spans and opens the same one. */
export const traceParams = {
  /** The route one came from, for the way back. */
  route: parseAsString,
  /** The span whose details are open. */
  span: parseAsString,
  kinds: parseAsKinds.withDefault([...spanKinds]),
  errors: parseAsBoolean.withDefault(false),
  q: parseAsString.withDefault(''),
  /** `all`: with the rows that the tracing service left out. */
  rows: parseAsStringLiteral(['all']),
};

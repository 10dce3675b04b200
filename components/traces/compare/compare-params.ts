import { createParser, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import type { SpanKind } from '@/lib/deepflow/dto';

const all: readonly SpanKind[] = ['A', 'S', 'N'];

const parseAsKinds = createParser<SpanKind[]>({
  parse: (text) => (/^[ASN]+$/.test(text) ? all.filter((kind) => text.includes(kind)) : null),
  serialize: (kinds) => kinds.join(''),
  eq: (a, b) => a.join('') === b.join(''),
});

/** What of a comparison is shown, in the address. */
export const compareParams = {
  /** The route both calls belong to, for the way back. */
  route: parseAsString,
  kinds: parseAsKinds.withDefault([...all]),
  order: parseAsStringLiteral(['tree', 'delta'] as const).withDefault('tree'),
};

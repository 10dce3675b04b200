import {
  createParser,
  parseAsArrayOf,
  parseAsBoolean,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import type { Range } from '@/components/charts/flame/time-view';
import type { SpanKind } from '@/lib/deepflow/dto';
import { readFoldStep, writeFoldStep } from './timeline/folding';

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

/** `1200-4800.5`: µs since the trace began. */
export const parseAsZoom = createParser<Range>({
  parse: (text) => {
    const match = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text);
    if (match === null) return null;
    const [from, to] = [Number(match[1]), Number(match[2])];
    return to > from ? { from, to } : null;
  },
  serialize: ({ from, to }) => `${rounded(from)}-${rounded(to)}`,
  eq: (a, b) => a.from === b.from && a.to === b.to,
});

function rounded(us: number): string {
  return String(Math.round(us * 1000) / 1000);
}

export const colourings = ['service', 'kind', 'host'] as const;
export type Colouring = (typeof colourings)[number];
export const uppers = ['flame', 'topology', 'none'] as const;

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
  /** Only what was found, with what is above it. */
  matches: parseAsBoolean.withDefault(false),
  /** Services that are not shown, by id. */
  hide: parseAsArrayOf(parseAsString).withDefault([]),
  /** How rows are folded, in the order it was done: `l3,s.orders,u.SPAN`. */
  fold: parseAsArrayOf(createParser({ parse: readFoldStep, serialize: writeFoldStep })).withDefault([]),
  zoom: parseAsZoom,
  colour: parseAsStringLiteral(colourings).withDefault('service'),
  critical: parseAsBoolean.withDefault(true),
  /** What is drawn above the tree, and how high. */
  upper: parseAsStringLiteral(uppers).withDefault('flame'),
  height: parseAsInteger,
  hops: parseAsBoolean.withDefault(true),
};

import { z } from 'zod';

/*
 * An export request as it is on the wire: in OTLP/JSON everything may be missing or null, ids are hexadecimal and
 * 64-bit numbers are digits; protobuf gives the same object with bytes for ids. Protobuf cannot hold a wrong type,
 * so only JSON is checked.
 */

export type WireValue = {
  stringValue?: string | null | undefined;
  boolValue?: boolean | null | undefined;
  intValue?: string | number | null | undefined;
  doubleValue?: number | 'NaN' | 'Infinity' | '-Infinity' | null | undefined;
  arrayValue?: { values?: WireValue[] | null | undefined } | null | undefined;
  kvlistValue?: { values?: WireAttribute[] | null | undefined } | null | undefined;
  bytesValue?: string | Uint8Array | null | undefined;
};

export type WireAttribute = { key?: string | null | undefined; value?: WireValue | null | undefined };

const valueSchema: z.ZodType<WireValue> = z.lazy(() =>
  z.object({
    stringValue: z.string().nullish(),
    boolValue: z.boolean().nullish(),
    intValue: z.union([z.string().regex(/^-?\d+$/, 'must be digits'), z.number().int()]).nullish(),
    doubleValue: z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]).nullish(),
    arrayValue: z.object({ values: z.array(valueSchema).nullish() }).nullish(),
    kvlistValue: z.object({ values: attributes }).nullish(),
    bytesValue: z.union([z.string(), z.instanceof(Uint8Array)]).nullish(),
  }),
);

const attributes = z.array(z.object({ key: z.string().nullish(), value: valueSchema.nullish() })).nullish();

const id = z.union([z.string().regex(/^([0-9a-f]{2})*$/i, 'must be hexadecimal'), z.instanceof(Uint8Array)]).nullish();

const nanos = z
  .union([z.string().regex(/^\d{1,20}$/, 'must be digits'), z.number().nonnegative().transform(Math.trunc)])
  .nullish();

/** An enum is a number; some senders of JSON write its name. */
const enumOf = (prefix: string, names: readonly string[]) =>
  z
    .union([
      z.number().int(),
      z.enum(names.map((name) => prefix + name)).transform((name) => names.indexOf(name.slice(prefix.length))),
    ])
    .nullish();

const spanSchema = z.object({
  traceId: id,
  spanId: id,
  parentSpanId: id,
  name: z.string().nullish(),
  kind: enumOf('SPAN_KIND_', ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER']),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes,
  events: z.array(z.object({ timeUnixNano: nanos, name: z.string().nullish(), attributes })).nullish(),
  links: z.array(z.object({ attributes })).nullish(),
  status: z.object({ code: enumOf('STATUS_CODE_', ['UNSET', 'OK', 'ERROR']), message: z.string().nullish() }).nullish(),
});

export const exportRequestSchema = z.object({
  resourceSpans: z
    .array(
      z.object({
        resource: z.object({ attributes }).nullish(),
        scopeSpans: z.array(z.object({ spans: z.array(spanSchema).nullish() })).nullish(),
      }),
    )
    .nullish(),
});

export type WireRequest = z.output<typeof exportRequestSchema>;
export type WireSpan = z.output<typeof spanSchema>;
export type WireId = z.output<typeof id>;

import { type Outcome, type Span, type SpanFault, spanFaults, type TraceNotice } from '@/lib/deepflow/dto';
import { kindCodes, outcomeCodes } from '@/lib/telemetry/trace/columns';
import { badField, type Json, listAt, objectAt, textAt, type Where } from './checked';
import type { EntriesOf } from './list-pieces';
import { noticesAmong } from './notices';

/** The console's own JSON; fields that an older console did not write are filled in. */
export function readOwnJson({ spans, notices }: Json, entriesOf: EntriesOf): { spans: Span[]; notices: TraceNotice[] } {
  return {
    spans: Array.from(entriesOf(listAt(spans, () => 'spans')), (entry, at) => {
      const where: Where = () => `spans[${at}]`;
      return readSpan(objectAt(entry, where), where);
    }),
    notices: noticesAmong(listAt(notices, () => 'notices')),
  };
}

function readSpan(span: Json, where: Where): Span {
  const text = (name: keyof Span) => textAt(span[name], where, `.${name}`);
  const nullable = (name: keyof Span) => (span[name] === undefined || span[name] === null ? null : text(name));
  const startUs = timeOf(span.startUs);
  const endUs = timeOf(span.endUs);
  const number = (name: keyof Span, otherwise: number) => (typeof span[name] === 'number' ? span[name] : otherwise);
  return {
    id: text('id'),
    parentId: nullable('parentId'),
    kind: kindCodes.find((kind) => kind === span.kind) ?? badField(where, '.kind', 'A, S or N', span.kind),
    name: text('name'),
    service: nullable('service'),
    serviceId: nullable('serviceId'),
    point: text('point'),
    instance: text('instance'),
    host: text('host'),
    protocol: text('protocol'),
    startUs,
    endUs,
    durationUs: number('durationUs', endUs - startUs),
    selfUs: number('selfUs', 0),
    shiftUs: number('shiftUs', 0),
    outcome: outcomeCodes.find((code): code is Outcome => code === span.outcome) ?? 'unknown',
    status: typeof span.status === 'number' ? span.status : null,
    traceId: nullable('traceId'),
    spanId: nullable('spanId'),
    routeId: nullable('routeId'),
    rowIds: listAt(span.rowIds, where, '.rowIds').map(String),
    flowId: nullable('flowId'),
    faults: listAt(span.faults, where, '.faults').filter((fault): fault is SpanFault =>
      spanFaults.some((known) => known === fault),
    ),
    attributes: listAt(span.attributes, where, '.attributes').map((entry, at) => {
      const { name, value } = objectAt(entry, where, `.attributes[${at}]`);
      return {
        name: textAt(name, where, `.attributes[${at}].name`),
        value: textAt(value, where, `.attributes[${at}].value`),
      };
    }),
    linkedBy: nullable('linkedBy'),
  };
}

/** NaN, which JSON writes as null, for what is no number; the layout finds it a place. */
function timeOf(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}

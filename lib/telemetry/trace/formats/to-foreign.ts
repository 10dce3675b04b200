import type { Span } from '@/lib/deepflow/dto';
import { type ForeignSpan, plainSpanOf, roleOf } from './foreign-span';
import { hashHex } from './hash-hex';
import { ownAttributes, parentField } from './own-attributes';

/**
 * Spans as other systems know them, all of one trace. Whatever those have no field for becomes a `deepflow.*` attribute,
 * ahead of the span's own. Ids of the spans must differ from each other. `seed`: what a trace id is made of where no span
 * has one; `unnamed`: the service of spans that have none.
 */
export function foreignOf(spans: readonly Span[], seed: string, unnamed: string | null): ForeignSpan[] {
  const traceId = commonTraceId(spans) ?? hashHex(seed, 32);
  const { spanIdOf, missingIdOf } = spanIds(spans);
  return spans.map((span) => {
    const parent = span.parentId === null ? '' : (spanIdOf.get(span.parentId) ?? missingIdOf(span.parentId));
    const record: ForeignSpan = {
      traceId,
      spanId: spanIdOf.get(span.id) ?? '',
      parentSpanId: parent,
      name: span.name,
      service: span.service ?? unnamed,
      role: roleOf(span.point),
      startUs: wholeTime(span.startUs),
      endUs: Math.max(wholeTime(span.startUs), wholeTime(span.endUs)),
      hasEnd: true,
      status: span.outcome === 'unknown' ? 'unset' : span.outcome === 'ok' ? 'ok' : 'error',
      attributes: span.attributes,
      notices: '',
    };
    const own = ownAttributes(span, plainSpanOf(record, record.spanId));
    const isMissing = span.parentId !== null && !spanIdOf.has(span.parentId);
    if (isMissing || span.attributes.some(({ name }) => name === parentField.name))
      own.push({ name: parentField.name, value: isMissing ? parentField.write(span) : '' });
    return { ...record, attributes: [...own, ...span.attributes] };
  });
}

/** Times that both formats can hold. */
function wholeTime(us: number): number {
  return us >= 0 && us < Number.MAX_SAFE_INTEGER ? Math.floor(us) : 0;
}

const spanIdForm = /^(?!0+$)[0-9a-f]{16}$/;
const traceIdForm = /^(?!0+$)[0-9a-f]{32}$/;

/** The trace id that most spans carry. */
function commonTraceId(spans: readonly Span[]): string | null {
  const counts = new Map<string, number>();
  for (const { traceId } of spans)
    if (traceId !== null && traceIdForm.test(traceId)) counts.set(traceId, (counts.get(traceId) ?? 0) + 1);
  let best: string | null = null;
  for (const [traceId, count] of counts) if (best === null || count > (counts.get(best) ?? 0)) best = traceId;
  return best;
}

/**
 * A span keeps its real id where it is one and no other span has it: rows of the system and the network carry the id of
 * the application's span that they belong to, which is that span's. The others get one made of their key.
 */
function spanIds(spans: readonly Span[]) {
  const taken = new Set<string>();
  const spanIdOf = new Map<string, string>();
  const keep = (span: Span) => {
    if (span.spanId === null || !spanIdForm.test(span.spanId) || taken.has(span.spanId)) return;
    taken.add(span.spanId);
    spanIdOf.set(span.id, span.spanId);
  };
  for (const span of spans) if (span.kind === 'A') keep(span);
  for (const span of spans) if (span.kind !== 'A') keep(span);
  const make = (key: string) => {
    let made = hashHex(key, 16);
    for (let turn = 1; taken.has(made) || !spanIdForm.test(made); turn++) made = hashHex(`${key}#${turn}`, 16);
    taken.add(made);
    return made;
  };
  for (const { id } of spans) if (!spanIdOf.has(id)) spanIdOf.set(id, make(id));
  const missing = new Map<string, string>();
  // Of a span in another file it may be the real id: it stays, so that the two can be laid together.
  const missingIdOf = (id: string) => {
    const known = missing.get(id) ?? (spanIdForm.test(id) && !taken.has(id) ? id : make(id));
    missing.set(id, known);
    return known;
  };
  return { spanIdOf, missingIdOf };
}

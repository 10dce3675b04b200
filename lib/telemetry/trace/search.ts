import type { Span } from '@/lib/deepflow/dto';

/** About this many characters are searched at a time. */
const chunkLength = 4_000_000;

type Chunk = { text: string; first: number; ends: Int32Array };

/**
 * Everything of a trace that a search looks into, in lower case, as few long texts: one pass of `indexOf` over them is
 * many times faster than one over each span's, and they take less memory than their spans do.
 */
export class TraceHaystack {
  readonly #chunks: Chunk[] = [];

  constructor(spans: readonly Span[]) {
    let texts: string[] = [];
    let ends: number[] = [];
    let length = 0;
    const close = (next: number) => {
      this.#chunks.push({ text: texts.join(''), first: next - texts.length, ends: Int32Array.from(ends) });
      texts = [];
      ends = [];
      length = 0;
    };
    spans.forEach((span, at) => {
      const text = textOf(span);
      texts.push(text);
      length += text.length;
      ends.push(length);
      if (length >= chunkLength) close(at + 1);
    });
    if (texts.length > 0) close(spans.length);
  }

  /** Indexes of the spans that hold the text, ascending; none for a blank one. */
  find(text: string): Int32Array {
    const wanted = text.trim().toLowerCase();
    if (wanted === '') return new Int32Array(0);
    const hits: number[] = [];
    for (const chunk of this.#chunks) findInChunk(chunk, wanted, hits);
    return Int32Array.from(hits);
  }
}

function findInChunk({ text, first, ends }: Chunk, wanted: string, hits: number[]): void {
  let span = 0;
  let from = 0;
  for (;;) {
    const found = text.indexOf(wanted, from);
    if (found < 0) return;
    span = firstEndAfter(ends, found, span);
    const end = ends[span] ?? text.length;
    if (found + wanted.length <= end) {
      hits.push(first + span);
      from = end;
    } else {
      from = found + 1;
    }
  }
}

/** The first span that ends after a position, by halving. */
function firstEndAfter(ends: Int32Array, position: number, from: number): number {
  let low = from;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) > position) high = middle;
    else low = middle + 1;
  }
  return low;
}

function textOf(span: Span): string {
  let text = `${span.name}\n${span.id}\n${span.point}\n${span.protocol}\n`;
  if (span.service !== null) text += `${span.service}\n`;
  if (span.instance !== '') text += `${span.instance}\n`;
  if (span.host !== '') text += `${span.host}\n`;
  if (span.status !== null) text += `${span.status}\n`;
  if (span.traceId !== null) text += `${span.traceId}\n`;
  if (span.spanId !== null) text += `${span.spanId}\n`;
  if (span.routeId !== null) text += `${span.routeId}\n`;
  if (span.flowId !== null) text += `${span.flowId}\n`;
  for (const id of span.rowIds) text += `${id}\n`;
  for (const { name, value } of span.attributes) text += `${name}=${value}\n`;
  return text.toLowerCase();
}

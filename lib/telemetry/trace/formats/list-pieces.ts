import { bracketsFrom } from './brackets';

/** About this many characters of a list are parsed at a time. */
const pieceLength = 65_536;

/** The entries of a list of spans, of which some may not have been parsed yet. */
export type EntriesOf = (list: readonly unknown[]) => Iterable<unknown>;

/** Of a list that was parsed as a whole. */
export const wholeEntries: EntriesOf = (list) => list;

/**
 * A JSON text whose long lists of spans are parsed a piece at a time, when their entries are asked for: what is parsed is
 * let go of before the collector has to carry it along, and a large trace has a million small objects.
 *
 * Where a list may be cut is guessed from how its entries begin. A guess cannot go wrong unseen: when what is left parses,
 * every piece parses as entries of a list and every piece was met as an entry, then that is what the text says.
 * `isRead` tells of the last two; where it does not come true the text must be read as a whole.
 */
export class ListPieces {
  readonly #text: string;
  readonly #bounds: number[] = [];
  /** Stands where a piece was, with its number; no file can know it. */
  readonly #mark = `${Math.random()} `;
  readonly #isMet = new Set<number>();
  readonly #rest: string;

  private constructor(text: string) {
    this.#text = text;
    const rest: string[] = [];
    let kept = 0;
    for (const { from, to } of piecesOf(text)) {
      rest.push(text.slice(kept, from), JSON.stringify(`${this.#mark}${this.#bounds.length / 2}`));
      this.#bounds.push(from, to);
      kept = to;
    }
    rest.push(text.slice(kept));
    this.#rest = rest.join('');
  }

  /** Null for a text with nothing to cut. */
  static of(text: string): ListPieces | null {
    const pieces = text.length > pieceLength ? new ListPieces(text) : null;
    return pieces === null || pieces.#bounds.length === 0 ? null : pieces;
  }

  /** The document; its lists of spans are to be read through `entriesOf`. */
  document(): unknown {
    return JSON.parse(this.#rest);
  }

  *entriesOf(list: readonly unknown[]): Generator<unknown> {
    for (const entry of list) {
      if (typeof entry !== 'string' || !entry.startsWith(this.#mark)) yield entry;
      else yield* this.#entriesOfPiece(Number(entry.slice(this.#mark.length)));
    }
  }

  /** Whether every piece was met, each once. */
  get isRead(): boolean {
    return this.#isMet.size * 2 === this.#bounds.length;
  }

  #entriesOfPiece(number: number): unknown[] {
    this.#isMet.add(number);
    return JSON.parse(`[${this.#text.slice(this.#bounds[number * 2], this.#bounds[number * 2 + 1])}]`);
  }
}

const listStart = /:\s*\[(?=(\s*\{\s*"[^"\\]*"\s*:))/y;

/** Runs of whole entries, as they seem to be. The last entries of a list stay where they are: nothing tells its end. */
function* piecesOf(text: string): Generator<{ from: number; to: number }> {
  const key = '"spans"';
  for (let at = text.indexOf(key); at >= 0; ) {
    const next = text.indexOf(key, at + key.length);
    listStart.lastIndex = at + key.length;
    const entryStart = listStart.exec(text)?.[1];
    if (entryStart !== undefined)
      yield* piecesOfList(text, listStart.lastIndex, next < 0 ? text.length : next, entryStart);
    at = next;
  }
}

function* piecesOfList(text: string, from: number, end: number, entryStart: string) {
  if (end - from <= pieceLength) return;
  // Within the list alone: a search that finds nothing would go through all that follows, for every list.
  const list = text.slice(from, end);
  const border = [`},${entryStart}`, `}, ${entryStart}`].find((written) => list.includes(written));
  if (border === undefined) return;
  let start = 0;
  for (;;) {
    const cut = cutAfter(list, border, start, start + pieceLength);
    if (cut < 0) return;
    yield { from: from + start, to: from + cut + 1 };
    // The comma stays with what is left.
    start = cut + 2;
  }
}

/** The first border from a place on that does not lie among the links of an entry, which may begin as entries do; -1: none. */
function cutAfter(list: string, border: string, start: number, from: number): number {
  for (let at = from; ; ) {
    const cut = list.indexOf(border, at);
    if (cut < 0) return -1;
    const end = endOfLinks(list, start, cut);
    if (end <= cut) return cut;
    at = end;
  }
}

const linksStart = /"links"\s*:\s*\[/y;

/** Where the last list of links between two places ends; -1: there is none. */
function endOfLinks(list: string, from: number, to: number): number {
  const key = '"links"';
  const text = list.slice(from, to);
  for (let at = text.lastIndexOf(key); at >= 0; at = at === 0 ? -1 : text.lastIndexOf(key, at - 1)) {
    linksStart.lastIndex = from + at;
    if (linksStart.test(list)) return endOfList(list, linksStart.lastIndex);
  }
  return -1;
}

/** Behind the bracket that closes a list whose entries start at a place. */
function endOfList(text: string, from: number): number {
  let depth = 1;
  for (const at of bracketsFrom(text, from)) {
    if (text[at] === '[') depth++;
    else if (text[at] === ']') depth--;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

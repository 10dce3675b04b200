import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  type ParsedNode,
  parseDocument,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { getPlain } from './plain';

export type YamlPath = readonly (string | number)[];

/**
 * `syntax`: no YAML. `documents`: several in one text. `shared`: an anchor ties what would change to something else.
 * `unsupported`: written in a way that these edits do not know.
 */
export type YamlFault = 'syntax' | 'documents' | 'shared' | 'unsupported';

export class YamlEditError extends Error {
  constructor(
    readonly fault: YamlFault,
    /** Counted from 1; null: no single line. */
    readonly line: number | null,
  ) {
    super(line === null ? fault : `${fault} at line ${line}`);
  }
}

/** Reads a text of one YAML document. Throws YamlEditError. */
export function parseYaml(text: string): YamlSource {
  // Anchors that multiply, the so-called billion laughs, end in an error of toJS.
  const document = parseDocument(text, { merge: true, logLevel: 'error', prettyErrors: true });
  const [error] = document.errors;
  if (error)
    throw new YamlEditError(error.code === 'MULTIPLE_DOCS' ? 'documents' : 'syntax', error.linePos?.[0].line ?? null);
  const source = new YamlSource(text, document);
  try {
    source.plain();
  } catch {
    throw new YamlEditError('syntax', null);
  }
  return source;
}

/** A YAML text with what the parser knows of the places in it. */
export class YamlSource {
  readonly eol: string;
  /** By how many columns maps are indented in this text, and lists below their key. */
  readonly step: number;
  readonly listStep: number;

  constructor(
    readonly text: string,
    private readonly document: Document.Parsed,
  ) {
    this.eol = /\r\n/.test(text) ? '\r\n' : '\n';
    ({ step: this.step, listStep: this.listStep } = this.#steps());
  }

  get contents(): ParsedNode | null {
    return this.document.contents;
  }

  plain(): unknown {
    return this.document.toJS({ maxAliasCount: 1000 });
  }

  valueAt(path: YamlPath): unknown {
    return getPlain(this.plain(), path);
  }

  cut(from: number, to: number, replacement: string): string {
    return this.text.slice(0, from) + replacement + this.text.slice(to);
  }

  /** Inserts whole lines at a place where a line begins, or at the end of a text without a last line end. */
  insertLines(at: number, lines: readonly string[]): string {
    const block = lines.join(this.eol);
    const isOpenEnd = at > 0 && this.text[at - 1] !== '\n' && this.text.slice(0, at) !== '\ufeff';
    return isOpenEnd ? this.cut(at, at, this.eol + block) : this.cut(at, at, block + this.eol);
  }

  lineStart(offset: number): number {
    return this.text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** Where the next line begins. A block text ends at the begin of a line already. */
  lineEnd(offset: number): number {
    if (offset > 0 && this.text[offset - 1] === '\n') return offset;
    const end = this.text.indexOf('\n', offset);
    return end < 0 ? this.text.length : end + 1;
  }

  lineOf(offset: number): number {
    return this.text.slice(0, offset).split('\n').length;
  }

  column(offset: number): number {
    const start = this.lineStart(offset);
    return offset - start - (start === 0 && this.text.startsWith('\ufeff') ? 1 : 0);
  }

  startOf(item: ParsedNode | Pair<ParsedNode, ParsedNode | null>): number {
    return isPair(item) ? item.key.range[0] : item.range[0];
  }

  firstKeyOf(map: YAMLMap.Parsed): number {
    const [first] = map.items;
    return first ? this.startOf(first as Pair<ParsedNode, ParsedNode | null>) : map.range[0];
  }

  /** Where a value ends, without what follows it: blanks, a comment, the line's end. */
  contentEnd(item: ParsedNode | Pair<ParsedNode, ParsedNode | null> | null | undefined): number {
    if (item === null || item === undefined) return -1;
    if (isPair(item)) return Math.max(this.colonOf(item) + 1, this.contentEnd(item.value));
    if ((isMap(item) || isSeq(item)) && isBlock(item)) {
      const last = item.items.at(-1) as ParsedNode | Pair<ParsedNode, ParsedNode | null> | undefined;
      return Math.max(item.range[0], this.contentEnd(last));
    }
    return item.range[1];
  }

  /** Where the colon after a key is; -1 for a key without one (`? key`, or a name alone in a flow map). */
  colonOf(pair: Pair<ParsedNode, ParsedNode | null>): number {
    const end = pair.key.range[1];
    const match = /^\s*:/.exec(this.text.slice(end, end + 100));
    return match ? end + match[0].length - 1 : -1;
  }

  /** The dash of the next item in a block list whose dashes are in this column. */
  dashAfter(offset: number, column: number): number {
    for (let start = this.lineEnd(offset); start < this.text.length; start = this.lineEnd(start + 1)) {
      const line = this.text.slice(start, start + column + 1);
      if (line.length === column + 1 && line.endsWith('-') && line.trimStart() === '-') return start + column;
      if (start + 1 > this.text.length) break;
    }
    return -1;
  }

  /** Where a document without any content ends: before the mark of its end, if there is one. */
  endOfDocument(): number {
    const mark = /^\.\.\.\s*$/m.exec(this.text);
    return mark ? mark.index : this.text.length;
  }

  #steps(): { step: number; listStep: number } {
    let step: number | undefined;
    let listStep: number | undefined;
    visit(this.document, {
      Pair: (_, pair) => {
        const { key, value } = pair as Pair<ParsedNode, ParsedNode | null>;
        if (!isScalar(key) || value === null) return undefined;
        const parent = this.column(key.range[0]);
        if (isMap(value) && isBlock(value) && value.items.length > 0)
          step ??= this.column(this.firstKeyOf(value as YAMLMap.Parsed)) - parent;
        if (isSeq(value) && isBlock(value) && value.items.length > 0) listStep ??= this.column(value.range[0]) - parent;
        return step !== undefined && listStep !== undefined ? visit.BREAK : undefined;
      },
    });
    const usable = step !== undefined && step > 0 ? step : 2;
    return { step: usable, listStep: listStep !== undefined && listStep >= 0 ? listStep : usable };
  }
}

/** Whether a collection is written as lines, not in brackets. */
export function isBlock(node: ParsedNode | YAMLMap | YAMLSeq): boolean {
  return (isMap(node) || isSeq(node)) && node.flow !== true;
}

/** Nothing, null, or a collection without items: something can be put in its place. */
export function isEmptyValue(node: ParsedNode): boolean {
  if (isAlias(node)) return false;
  if (isScalar(node)) return node.value === null;
  return (isMap(node) || isSeq(node)) && node.items.length === 0;
}

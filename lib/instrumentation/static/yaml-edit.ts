import {
  Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  type ParsedNode,
  type ToStringOptions,
  visit,
} from 'yaml';
import { isAmbiguous } from '@/lib/changes/export/yaml-text';
import { clone, isSame, setPlain } from './plain';
import { isBlock, isEmptyValue, parseYaml, YamlEditError, type YamlPath, type YamlSource } from './yaml-source';

/*
 * Edits of a YAML text that leave every byte outside of what they change as it is: the parser says where a value lies,
 * and the text is cut there. Printing the parsed document anew would move comments, quotes and blank lines.
 * After each edit the text is read again, and what it says must be what was said before with this one change.
 */

/** Sets one key to a scalar; maps on the way are made. Throws YamlEditError. */
export function setScalar(text: string, path: YamlPath, value: string | number | boolean): string {
  return edit(text, path, value, (source) => {
    const { node, holder, rest, inFlow } = locate(source, path);
    if (rest.length > 0) return insertPair(source, holder, node, inFlow, rest, value);
    if (node === null || isEmptyValue(node)) return putAfterColon(source, holder, node, render(value, inFlow));
    if (isAlias(node)) return source.cut(node.range[0], node.range[1], render(value, inFlow));
    if (!isScalar(node) || node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL')
      throw new YamlEditError('unsupported', source.lineOf(node.range[0]));
    const quoted = typeof value === 'string' && (node.type === 'QUOTE_SINGLE' || node.type === 'QUOTE_DOUBLE');
    const replacement = quoted ? quote(value, node.type === 'QUOTE_SINGLE') : render(value, inFlow);
    return source.cut(node.range[0], node.range[1], replacement);
  });
}

/** Makes a list hold exactly these items: those that are there already keep their place, others go, new ones follow. */
export function setList(text: string, path: YamlPath, items: readonly unknown[]): string {
  let edited = text;
  const current = (): unknown[] => {
    const value = parseYaml(edited).valueAt(path);
    return Array.isArray(value) ? value : [];
  };
  for (let index = current().length - 1; index >= 0; index--) {
    const all = current();
    const isDouble = all.slice(0, index).some((other) => isSame(other, all[index]));
    if (isDouble || !items.some((item) => isSame(item, all[index]))) edited = removeItem(edited, path, index);
  }
  const kept = current();
  const added = items.filter((item) => !kept.some((other) => isSame(other, item)));
  return added.length === 0 ? edited : appendItems(edited, path, added);
}

/** Removes one key with its value. Comments before it stay. */
export function removeKey(text: string, path: YamlPath): string {
  return edit(text, path, undefined, (source) => {
    const { node, holder, rest, inFlow, siblings } = locate(source, path);
    if (rest.length > 0 || !holder) return source.text;
    if (inFlow || siblings < 2) throw new YamlEditError('unsupported', source.lineOf(source.startOf(holder)));
    const start = source.lineStart(source.startOf(holder));
    if (source.text.slice(start, source.startOf(holder)).trim() !== '')
      throw new YamlEditError('unsupported', source.lineOf(start));
    return source.cut(start, source.lineEnd(source.contentEnd(node ?? holder.key)), '');
  });
}

/** Adds items to the end of a list, which is made where it is not there. */
function appendItems(text: string, path: YamlPath, items: readonly unknown[]): string {
  const before = parseYaml(text).valueAt(path);
  const whole = [...(Array.isArray(before) ? before : []), ...items];
  return edit(text, path, whole, (source) => {
    const { node, holder, rest, inFlow } = locate(source, path);
    if (rest.length > 0) return insertPair(source, holder, node, inFlow, rest, [...items]);
    if (isSeq(node) && node.items.length > 0) {
      const last = source.contentEnd(node.items.at(-1) as ParsedNode);
      if (!isBlock(node)) return source.cut(last, last, items.map((item) => `, ${JSON.stringify(item)}`).join(''));
      const start = node.range[0];
      if (source.text[start] !== '-') throw new YamlEditError('unsupported', source.lineOf(start));
      return source.insertLines(source.lineEnd(last), listLines(items, source.column(start)));
    }
    if (node !== null && !isEmptyValue(node)) throw new YamlEditError('unsupported', source.lineOf(node.range[0]));
    if (inFlow) return putAfterColon(source, holder, node, JSON.stringify(items));
    return openBlock(source, holder, node, (column) => listLines(items, column), source.listStep);
  });
}

function removeItem(text: string, path: YamlPath, index: number): string {
  const before = parseYaml(text).valueAt(path) as unknown[];
  const left = before.filter((_, at) => at !== index);
  return edit(text, path, left, (source) => {
    const { node, holder } = locate(source, path);
    if (!isSeq(node)) throw new YamlEditError('unsupported', null);
    const items = node.items as ParsedNode[];
    const item = items[index];
    if (!item) return source.text;
    if (!isBlock(node)) {
      const [before, after] = [items[index - 1], items[index + 1]];
      if (after) return source.cut(source.startOf(item), source.startOf(after), '');
      return source.cut(before ? source.contentEnd(before) : source.startOf(item), source.contentEnd(item), '');
    }
    const column = source.column(node.range[0]);
    const from = index === 0 ? node.range[0] : source.dashAfter(source.contentEnd(items[index - 1]), column);
    const start = source.lineStart(from);
    if (source.text[from] !== '-' || source.text.slice(start, from).trim() !== '')
      throw new YamlEditError('unsupported', source.lineOf(from));
    const shorter = source.cut(start, source.lineEnd(source.contentEnd(item)), '');
    if (items.length > 1) return shorter;
    const colon = holder ? source.colonOf(holder) : -1;
    // What stands before the list lies before the cut: places in the old text hold in the new one.
    if (colon < 0) throw new YamlEditError('unsupported', source.lineOf(from));
    return `${shorter.slice(0, colon + 1)} []${shorter.slice(colon + 1)}`;
  });
}

/** Runs an edit, and holds its outcome against what it was to do. */
function edit(text: string, path: YamlPath, value: unknown, run: (source: YamlSource) => string): string {
  const source = parseYaml(text);
  const expected = setPlain(clone(source.plain()), path, value);
  const edited = run(source);
  let after: unknown;
  try {
    after = parseYaml(edited).plain();
  } catch {
    throw new YamlEditError('unsupported', null);
  }
  if (!isSame(clone(after), expected)) throw new YamlEditError('shared', null);
  return edited;
}

type Place = {
  /** What lies at the end of the path, or the deepest value on it; null: nothing is written there. */
  node: ParsedNode | null;
  /** The key that holds it; null for the whole document. */
  holder: Pair<ParsedNode, ParsedNode | null> | null;
  /** What of the path is not there. */
  rest: YamlPath;
  inFlow: boolean;
  siblings: number;
};

function locate(source: YamlSource, path: YamlPath): Place {
  let place: Place = { node: source.contents, holder: null, rest: path, inFlow: false, siblings: 0 };
  for (const [depth, key] of path.entries()) {
    const { node, inFlow } = place;
    const rest = path.slice(depth);
    if (isAlias(node)) throw new YamlEditError('shared', source.lineOf(node.range[0]));
    if (node === null || isEmptyValue(node)) return { ...place, rest };
    const isFlow = inFlow || !isBlock(node);
    if (isSeq(node) && typeof key === 'number') {
      const item = node.items[key] as ParsedNode | undefined;
      if (item === undefined) throw new YamlEditError('unsupported', source.lineOf(node.range[0]));
      place = { node: item, holder: null, rest: [], inFlow: isFlow, siblings: 0 };
      continue;
    }
    if (!isMap(node)) throw new YamlEditError('unsupported', source.lineOf(node.range[0]));
    const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === key);
    if (!pair) return { ...place, rest, inFlow: isFlow };
    place = {
      node: (pair.value ?? null) as ParsedNode | null,
      holder: pair as Pair<ParsedNode, ParsedNode | null>,
      rest: [],
      inFlow: isFlow,
      siblings: node.items.length,
    };
  }
  return place;
}

/** Puts a new key, with the maps below it, into the map `node`, or where nothing stands yet. */
function insertPair(
  source: YamlSource,
  holder: Place['holder'],
  node: ParsedNode | null,
  inFlow: boolean,
  rest: YamlPath,
  value: unknown,
): string {
  const [key, ...below] = rest;
  if (typeof key !== 'string') throw new YamlEditError('unsupported', null);
  const inner = below.reduceRight<unknown>((held, name) => ({ [name]: held }), value);
  const lines = (column: number) =>
    indent(printed({ [key]: inner }, { indent: source.step, indentSeq: source.listStep > 0 }), column);
  if (isMap(node) && node.items.length > 0) {
    const last = source.contentEnd(node.items.at(-1) as Pair<ParsedNode, ParsedNode | null>);
    if (!isBlock(node)) return source.cut(last, last, `, ${JSON.stringify(key)}: ${JSON.stringify(inner)}`);
    return source.insertLines(source.lineEnd(last), lines(source.column(source.firstKeyOf(node))));
  }
  if (inFlow && holder) return putAfterColon(source, holder, node, JSON.stringify({ [key]: inner }));
  return openBlock(source, holder, node, lines, source.step);
}

/** Writes block lines below a key that holds nothing, an empty collection or null. */
function openBlock(
  source: YamlSource,
  holder: Place['holder'],
  node: ParsedNode | null,
  lines: (column: number) => string[],
  step: number,
): string {
  const isWritten = node !== null && node.range[1] > node.range[0];
  if (!holder) {
    if (isWritten) return source.cut(node.range[0], node.range[1], lines(0).join(source.eol));
    return source.insertLines(source.endOfDocument(), lines(0));
  }
  const column = source.column(source.startOf(holder)) + step;
  const colon = source.colonOf(holder);
  if (!isWritten) return source.insertLines(source.lineEnd(Math.max(colon, 0)), lines(column));
  const [start, end] = node.range;
  if (source.lineOf(start) === source.lineOf(colon)) {
    const opened = source.insertLines(source.lineEnd(end), lines(column));
    const from = source.text[start - 1] === ' ' ? start - 1 : start;
    return opened.slice(0, from) + opened.slice(end);
  }
  const own = lines(source.column(start));
  return source.cut(start, end, own.join(source.eol).trimStart());
}

/** Puts a value on the line of its key, in the place of nothing or of null. */
function putAfterColon(source: YamlSource, holder: Place['holder'], node: ParsedNode | null, value: string): string {
  if (node !== null && node.range[1] > node.range[0]) return source.cut(node.range[0], node.range[1], value);
  const colon = holder ? source.colonOf(holder) : -1;
  if (colon < 0) throw new YamlEditError('unsupported', null);
  return source.cut(colon + 1, colon + 1, ` ${value}`);
}

function listLines(items: readonly unknown[], column: number): string[] {
  return indent(printed(items), column);
}

function indent(block: string, column: number): string[] {
  return block
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : ' '.repeat(column) + line));
}

function render(value: string | number | boolean, inFlow: boolean): string {
  return inFlow ? JSON.stringify(value) : printed(value).trimEnd();
}

/** What a reader of YAML 1.1 would take for another value (a label `on`, a prefix `no`) stands in quotes. */
function printed(value: unknown, options: ToStringOptions = {}): string {
  const document = new Document(value);
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value === 'string' && isAmbiguous(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ ...options, lineWidth: 0 });
}

function quote(value: string, isSingle: boolean): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they have no place in single quotes.
  return isSingle && !/[\u0000-\u001f]/.test(value) ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
}

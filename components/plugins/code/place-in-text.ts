/** Where a cursor stands in a configuration: below which keys, and whether a key or a value is expected there. */
type Place = {
  path: (string | number)[];
  expected: 'key' | 'value';
  /** Where the word begins that is being typed, its quote included. */
  from: number;
};

type Frame =
  | { kind: 'object'; key: string | null; expecting: 'key' | 'value' | 'comma' }
  | { kind: 'array'; index: number };

/** Reads JSON up to the cursor, which may stand in the middle of anything. Null: nothing is expected there. */
export function placeInJson(before: string): Place | null {
  const frames: Frame[] = [];
  let at = 0;
  while (at < before.length) {
    const top = frames.at(-1);
    const sign = before[at];
    if (sign === '"') {
      const end = endOfString(before, at);
      if (end === null) return placeOf(frames, at);
      if (top?.kind === 'object' && top.expecting === 'key') top.key = before.slice(at + 1, end);
      else if (top?.kind === 'object') top.expecting = 'comma';
      at = end;
    } else if (sign === ':' && top?.kind === 'object') top.expecting = 'value';
    else if (sign === ',' && top?.kind === 'object') {
      top.expecting = 'key';
      top.key = null;
    } else if (sign === ',' && top?.kind === 'array') top.index++;
    else if (sign === '{') frames.push({ kind: 'object', key: null, expecting: 'key' });
    else if (sign === '[') frames.push({ kind: 'array', index: 0 });
    else if (sign === '}' || sign === ']') {
      frames.pop();
      const outer = frames.at(-1);
      if (outer?.kind === 'object') outer.expecting = 'comma';
    }
    at++;
  }
  return placeOf(frames, before.length - (/[\w.-]*$/.exec(before)?.[0].length ?? 0));
}

/** Where the quote of a string ends that begins at `from`; null: not before the end. */
function endOfString(text: string, from: number): number | null {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
    else if (text[at] === '\n') return null;
  }
  return null;
}

function placeOf(frames: readonly Frame[], from: number): Place | null {
  const top = frames.at(-1);
  if (!top || (top.kind === 'object' && (top.expecting === 'comma' || (top.expecting === 'key' && top.key !== null))))
    return null;
  const path = frames.flatMap((frame): (string | number)[] =>
    frame.kind === 'array' ? [frame.index] : frame.expecting === 'key' || frame.key === null ? [] : [frame.key],
  );
  return { path, expected: top.kind === 'object' && top.expecting === 'key' ? 'key' : 'value', from };
}

/** The same for YAML in blocks, line by line. */
export function placeInYaml(before: string): Place | null {
  const lines = before.split('\n');
  const line = lines.pop() ?? '';
  const value = /^( *)((?:- +)*)([\w.-]+): +(["']?[\w.-]*)$/.exec(line);
  if (value) {
    const [, indent = '', dashes = '', key = '', word = ''] = value;
    const path = pathAbove(lines, indent.length, dashes !== '');
    return { path: [...path, key], expected: 'value', from: before.length - word.length };
  }
  const word = /^( *)((?:- +)*)(["']?[\w.-]*)$/.exec(line);
  if (!word) return null;
  const [, indent = '', dashes = '', typed = ''] = word;
  const path = pathAbove(lines, indent.length, dashes !== '');
  return { path, expected: dashes === '' ? 'key' : 'value', from: before.length - typed.length };
}

/** Keys above a line that are less far in. An item of a list may be as far in as its key. */
function pathAbove(lines: readonly string[], indent: number, isItem: boolean): (string | number)[] {
  const path: (string | number)[] = isItem ? [0] : [];
  let limit = isItem ? indent + 1 : indent;
  for (const line of lines.toReversed()) {
    const [, spaces = '', key] = /^( *)([\w.-]+):\s*$/.exec(line) ?? [];
    if (key === undefined || spaces.length >= limit) continue;
    path.unshift(key);
    limit = spaces.length;
  }
  return path;
}

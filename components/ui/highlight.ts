export type Token = { kind: 'key' | 'string' | 'number' | 'literal' | 'plain'; text: string };
export type CodeLanguage = 'json' | 'yaml';

const jsonToken = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\b(?:true|false|null)\b/g;
const yamlKey = /^(\s*(?:- +)*)((?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#"'[\]{},][^:#]*?))(:)(?=\s|$)/;
const yamlScalar = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|~)$/;

/** Cuts one line of pretty-printed JSON or YAML into coloured pieces; their texts joined are the line. */
export function highlightLine(line: string, language: CodeLanguage): Token[] {
  return language === 'json' ? jsonLine(line) : yamlLine(line);
}

function jsonLine(line: string): Token[] {
  const tokens: Token[] = [];
  let from = 0;
  for (const match of line.matchAll(jsonToken)) {
    if (match.index > from) tokens.push({ kind: 'plain', text: line.slice(from, match.index) });
    const text = match[0];
    from = match.index + text.length;
    const isKey = text.startsWith('"') && /^\s*:/.test(line.slice(from));
    tokens.push({ kind: isKey ? 'key' : scalarKind(text), text });
  }
  if (from < line.length) tokens.push({ kind: 'plain', text: line.slice(from) });
  return tokens;
}

function yamlLine(line: string): Token[] {
  const key = yamlKey.exec(line);
  const indent = key?.[1] ?? /^\s*(?:- +)*/.exec(line)?.[0] ?? '';
  const tokens: Token[] = [];
  if (indent) tokens.push({ kind: 'plain', text: indent });
  if (key?.[2]) tokens.push({ kind: 'key', text: key[2] }, { kind: 'plain', text: ':' });
  const rest = line.slice(indent.length + (key?.[2] ? key[2].length + 1 : 0));
  const value = rest.trimStart();
  if (rest.length > value.length) tokens.push({ kind: 'plain', text: rest.slice(0, rest.length - value.length) });
  if (value) tokens.push({ kind: yamlScalar.test(value) ? scalarKind(value) : 'string', text: value });
  return tokens;
}

function scalarKind(text: string): Token['kind'] {
  if (text.startsWith('"')) return 'string';
  return /^-?\d/.test(text) ? 'number' : 'literal';
}

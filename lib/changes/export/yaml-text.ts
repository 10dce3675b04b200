import { Document, parse, visit } from 'yaml';

/**
 * A value as YAML that every reader takes for the same: kubectl and Helm read YAML 1.1, in which `on`, `1:20`, `<<` and
 * `2024-01-01` without quotes are no strings; ADC reads YAML 1.2, in which `0o17` is none. So every string that is more
 * than a plain word is quoted.
 */
export function yamlText(value: unknown, comment?: string): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value === 'string') node.type = isPlainWord(node.value) ? 'PLAIN' : 'QUOTE_DOUBLE';
    },
  });
  if (comment) document.commentBefore = commentLines(comment);
  // They stand within quotes only: line breaks to a reader of YAML 1.1.
  return document
    .toString({ lineWidth: 0 })
    .replace(/[\u0085\u2028\u2029\uFEFF]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The text of a value whose last part is an empty list, up to where the first item of that list stands. */
export function openList(text: string): string {
  return text.replace(/ \[\]\n$/, '\n');
}

/** One item of a list that is so many spaces in. */
export function listItem(value: unknown, spaces: number): string {
  return indented(yamlText([value]), spaces);
}

/** Every line so many spaces further in. */
export function indented(text: string, spaces: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(spaces));
}

function isPlainWord(text: string): boolean {
  return /^[A-Za-z_/][\w/.-]*$/.test(text) && !isOther(text);
}

/** `E0` and `_1` are numbers to some readers of YAML 1.1. */
function isOther(text: string): boolean {
  return /^(y|n|yes|no|true|false|on|off|null|e?[\d_.e-]*)$/i.test(text);
}

/** Whether a string without quotes is another value to a reader of YAML 1.1, such as APISIX's own (libyaml). */
export function isAmbiguous(text: string): boolean {
  if (/^[A-Za-z_]/.test(text) && isOther(text)) return true;
  try {
    return parse(text, { version: '1.1', logLevel: 'silent' }) !== text;
  } catch {
    return true;
  }
}

/** A name of an object may hold anything, a line break included: it must not end the comment. */
export function commentLines(text: string, mark = ''): string {
  return text
    .split('\n')
    .map((line) => `${mark} ${printable(line)}`)
    .join('\n');
}

/** Without characters that end a line somewhere, or that a stream of YAML or a shell may not have. */
export function printable(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\u2028\u2029\uFEFF\uFFFE\uFFFF]/gu, ' ');
}

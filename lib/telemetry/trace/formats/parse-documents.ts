import { bracketsFrom } from './brackets';
import { fileProblem } from './file-problem';

/**
 * The JSON documents of a text: one, one a line as the OpenTelemetry collector's file exporter writes them, or one behind
 * the other without regard to lines, as what appends answers to a file leaves them.
 */
export function parseDocuments(text: string): unknown[] {
  if (text.trim() === '') throw fileProblem('empty', 'It has nothing but white space.');
  try {
    return [JSON.parse(text)];
  } catch (whole) {
    const lines = text.split('\n');
    return isDocument(lines.find((line) => line.trim() !== '') ?? '') ? inLines(lines) : behindEachOther(text, whole);
  }
}

/** A document a line; from a line on that is none, documents may go over several. */
function inLines(lines: readonly string[]): unknown[] {
  const documents: unknown[] = [];
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    try {
      documents.push(JSON.parse(line));
    } catch (inLine) {
      try {
        return documents.concat(behindEachOther(lines.slice(at).join('\n'), inLine));
      } catch {
        throw notJson(inLine, `line ${at + 1}`, `Line ${at + 1}: `);
      }
    }
  }
  return documents;
}

function isDocument(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}

/** What stands between the brackets of each document; `whole`: what is wrong with the text as one. */
function behindEachOther(text: string, whole: unknown): unknown[] {
  const documents: unknown[] = [];
  let [depth, from] = [0, 0];
  for (const at of bracketsFrom(text, 0)) {
    depth += text[at] === '{' || text[at] === '[' ? 1 : -1;
    if (depth > 0) continue;
    try {
      documents.push(JSON.parse(text.slice(from, at + 1)));
    } catch (error) {
      throw documents.length === 0 ? notJson(whole, 'file') : notJson(error, `document ${documents.length + 1}`);
    }
    from = at + 1;
  }
  if (text.slice(from).trim() !== '') throw notJson(whole, 'file');
  return documents;
}

/** A place within one line of several is said as such, and what is no text is not printed as one. */
function notJson(error: unknown, field: string, place = '') {
  const message = error instanceof Error ? error.message : String(error);
  const words = place === '' ? message : message.replace(/ \(line 1 column \d+\)$/, '');
  return fileProblem('not_json', `${place}${words.replace(/[\p{Cc}\ufffd]+/gu, '·')}`, field);
}

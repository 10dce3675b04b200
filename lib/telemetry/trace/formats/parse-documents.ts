import { fileProblem } from './file-problem';

/**
 * The JSON documents of a text: one, one a line as the OpenTelemetry collector's file exporter writes them, or one behind
 * the other without regard to lines, as what appends answers to a file leaves them.
 */
export function parseDocuments(text: string): unknown[] {
  if (text.trim() === '') throw fileProblem('empty', 'It has nothing but white space.');
  try {
    return [JSON.parse(text)];
  } catch (error) {
    const lines = text.split('\n');
    if (!isDocument(lines.find((line) => line.trim() !== '') ?? '')) return behindEachOther(text, error);
    return lines.flatMap((line, at) => {
      if (line.trim() === '') return [];
      try {
        return [JSON.parse(line)];
      } catch (inLine) {
        throw notJson(inLine, `line ${at + 1}`, `Line ${at + 1}: `);
      }
    });
  }
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
  const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]/g;
  const documents: unknown[] = [];
  let [depth, from] = [0, 0];
  for (let mark = token.exec(text)?.[0]; mark !== undefined; mark = token.exec(text)?.[0]) {
    if (mark === '{' || mark === '[') depth++;
    else if (mark === '}' || mark === ']') depth--;
    if (depth > 0 || mark.startsWith('"')) continue;
    try {
      documents.push(JSON.parse(text.slice(from, token.lastIndex)));
    } catch (error) {
      throw documents.length === 0 ? notJson(whole, 'file') : notJson(error, `document ${documents.length + 1}`);
    }
    from = token.lastIndex;
  }
  if (documents.length < 2 || text.slice(from).trim() !== '') throw notJson(whole, 'file');
  return documents;
}

/** A place within one line of several is said as such, and what is no text is not printed as one. */
function notJson(error: unknown, field: string, place = '') {
  const message = error instanceof Error ? error.message : String(error);
  const words = place === '' ? message : message.replace(/ \(line 1 column \d+\)$/, '');
  return fileProblem('not_json', `${place}${words.replace(/[\p{Cc}\ufffd]+/gu, '·')}`, field);
}

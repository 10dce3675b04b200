import { fileProblem } from './file-problem';

/** The JSON documents of a text: one, or one a line as the OpenTelemetry collector's file exporter writes them. */
export function parseDocuments(text: string): unknown[] {
  if (text.trim() === '') throw fileProblem('empty', 'It has nothing but white space.');
  try {
    return [JSON.parse(text)];
  } catch (error) {
    const lines = text.split('\n');
    const filled = lines.filter((line) => line.trim() !== '').length;
    if (filled < 2 || !isDocument(lines.find((line) => line.trim() !== '') ?? '')) throw notJson(error, 'file');
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

/** A place within one line of several is said as such, and what is no text is not printed as one. */
function notJson(error: unknown, field: string, place = '') {
  const message = error instanceof Error ? error.message : String(error);
  const words = place === '' ? message : message.replace(/ \(line 1 column \d+\)$/, '');
  return fileProblem('not_json', `${place}${words.replace(/[\p{Cc}\ufffd]+/gu, '·')}`, field);
}

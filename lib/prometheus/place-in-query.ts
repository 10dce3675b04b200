/**
 * Where in an expression a refusal points to, as an index of its text; null: its words name no place in it.
 * Prometheus' parser, which DeepFlow has built in, writes `line:column: parse error: …`, counted from 1, the column in
 * bytes of UTF-8 (promql/parser/parse.go, `ParseErr.Error`).
 */
export function placeInQuery(words: string, query: string): number | null {
  const [, line, column] = /(?:^|[\s"])(\d{1,5}):(\d{1,5}): parse error: /.exec(words) ?? [];
  if (line === undefined || column === undefined) return null;
  const lines = query.split('\n');
  const text = lines[Number(line) - 1];
  if (text === undefined || Number(column) < 1) return null;
  const before = lines.slice(0, Number(line) - 1).reduce((sum, one) => sum + one.length + 1, 0);
  return before + indexOfByte(text, Number(column) - 1);
}

function indexOfByte(text: string, byte: number): number {
  const encoder = new TextEncoder();
  let bytes = 0;
  let index = 0;
  for (const sign of text) {
    if (bytes >= byte) break;
    bytes += encoder.encode(sign).length;
    index += sign.length;
  }
  return index;
}

/** What the source itself said: the words of a problem without those that the console puts before them. */
export function sourceWords(detail: string): string {
  return detail.replace(/^HTTP \d+(?:: |$)/, '').replace(/^invalid parameter "query": /, '');
}

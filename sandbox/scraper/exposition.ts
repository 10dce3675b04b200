export type ExposedSample = { labels: { name: string; value: string }[]; value: number; timestampMs: number | null };

/** A line that is neither a comment nor a sample. */
export class ExpositionError extends Error {}

const sampleLine = /^([a-zA-Z_:][\w:]*)\s*(?:\{(.*)\})?\s*(\S+)(?:\s+(-?\d+))?\s*$/;
const labelPair = /\s*([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)/gy;

const unescaped: Readonly<Record<string, string>> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };

/** Reads Prometheus' text format. @throws ExpositionError naming the first line that is none. */
export function parseExposition(text: string): ExposedSample[] {
  return text.split('\n').flatMap((line) => {
    if (line.trim() === '' || line.startsWith('#')) {
      return [];
    }
    const [, metric = '', labels = '', value = '', timestamp] = sampleLine.exec(line) ?? [];
    if (metric === '') {
      throw new ExpositionError(`no sample: ${line.slice(0, 200)}`);
    }
    const named = [{ name: '__name__', value: metric }, ...parseLabels(labels, line)];
    return [
      {
        labels: named,
        value: parseValue(value, line),
        timestampMs: timestamp === undefined ? null : Number(timestamp),
      },
    ];
  });
}

function parseLabels(text: string, line: string): { name: string; value: string }[] {
  const found: { name: string; value: string }[] = [];
  let end = 0;
  for (const match of text.matchAll(labelPair)) {
    const [whole, name = '', value = ''] = match;
    found.push({ name, value: value.replace(/\\[n"\\]/g, (sign) => unescaped[sign] ?? sign) });
    end = match.index + whole.length;
  }
  if (text.slice(end).trim() !== '') {
    throw new ExpositionError(`no labels: ${line.slice(0, 200)}`);
  }
  return found;
}

function parseValue(text: string, line: string): number {
  const infinity = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinity !== null) {
    return infinity[1] === '-' ? -Infinity : Infinity;
  }
  const value = Number(text);
  if (Number.isNaN(value) && !/^nan$/i.test(text)) {
    throw new ExpositionError(`no value: ${line.slice(0, 200)}`);
  }
  return value;
}

/** An answer of either server in the same words. */
export type PromAnswer =
  | { kind: 'refused'; error: string }
  | { kind: 'scalar'; value: string }
  | { kind: 'series'; type: string; series: { key: string; points: [time: number, value: string][] }[] };

type Body = {
  status: string;
  error?: string;
  data?: { resultType: string; result: unknown };
};

type Item = { metric: Record<string, string>; value?: [number, string]; values?: [number, string][] };

/** Reads a body of `query` or `query_range`; order counts only where the expression sorts. */
export function readAnswer(text: string, isOrdered: boolean): PromAnswer {
  const { status, error = '', data } = JSON.parse(text) as Body;
  if (status !== 'success' || data === undefined) {
    return { kind: 'refused', error };
  }
  if (data.resultType === 'scalar' || data.resultType === 'string') {
    return { kind: 'scalar', value: (data.result as [number, string])[1] };
  }
  const series = (data.result as Item[]).map(({ metric, value, values }) => ({
    key: JSON.stringify(Object.entries(metric).sort(([a], [b]) => (a < b ? -1 : 1))),
    points: values ?? (value === undefined ? [] : [value]),
  }));
  return { kind: 'series', type: data.resultType, series: isOrdered ? series : series.sort(byKey) };
}

const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

const tolerance = 1e-9;

/** Whether two numbers as text are the same but for rounding. */
export function isClose(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => Number(text.replace('Inf', 'Infinity')));
  if (left === undefined || right === undefined || a === b || (Number.isNaN(left) && Number.isNaN(right))) {
    return true;
  }
  return Math.abs(left - right) <= tolerance * Math.max(Math.abs(left), Math.abs(right));
}

/** What differs between the real server's answer and the sandbox's; null when nothing does. */
export function difference(real: PromAnswer, own: PromAnswer): string | null {
  if (real.kind === 'refused' || own.kind === 'refused') {
    if (real.kind === 'refused' && own.kind === 'refused') {
      // The parser's words are the library's, which DeepFlow uses too; other refusals depend on what reads the samples.
      const text = real.error.replace('invalid parameter "query": ', '');
      return text === own.error || !text.includes('parse error:') ? null : `says "${own.error}" instead of "${text}"`;
    }
    return own.kind === 'refused'
      ? `was refused: ${own.error}`
      : `was answered, Prometheus refuses it: ${errorOf(real)}`;
  }
  if (real.kind === 'scalar' || own.kind === 'scalar') {
    const isSame = real.kind === 'scalar' && own.kind === 'scalar' && isClose(real.value, own.value);
    return isSame ? null : `${JSON.stringify(own)} instead of ${JSON.stringify(real)}`;
  }
  if (real.type !== own.type || real.series.length !== own.series.length) {
    return `${own.type} of ${own.series.length} instead of ${real.type} of ${real.series.length}`;
  }
  for (const [index, wanted] of real.series.entries()) {
    const got = own.series[index];
    if (got?.key !== wanted.key || got.points.length !== wanted.points.length) {
      return `${got?.key} (${got?.points.length} points) instead of ${wanted.key} (${wanted.points.length} points)`;
    }
    const wrong = wanted.points.findIndex(
      ([time, value], at) => got.points[at]?.[0] !== time || !isClose(value, got.points[at]?.[1] ?? ''),
    );
    if (wrong >= 0) {
      return `${wanted.key}: ${JSON.stringify(got.points[wrong])} instead of ${JSON.stringify(wanted.points[wrong])}`;
    }
  }
  return null;
}

function errorOf(answer: PromAnswer): string {
  return answer.kind === 'refused' ? answer.error : '';
}

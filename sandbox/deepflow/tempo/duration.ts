const unitsUs: Readonly<Record<string, number>> = {
  ns: 1e-3,
  us: 1,
  µs: 1,
  μs: 1,
  ms: 1e3,
  s: 1e6,
  m: 6e7,
  h: 3.6e9,
};

/** A duration in Go's writing, such as `1m30s` or `1.5ms`, in whole µs as digits; null when it is none. */
export function durationUs(text: string): string | null {
  if (text === '0') return '0';
  const [, sign = '', parts = ''] = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.exec(text) ?? [];
  if (parts === '') return null;
  const us = [...parts.matchAll(/([\d.]+)([a-zµμ]+)/g)].reduce(
    (sum, [, number = '', unit = '']) => sum + Number(number) * (unitsUs[unit] ?? 0),
    0,
  );
  return `${sign === '-' ? '-' : ''}${Math.trunc(us)}`;
}

import { PromqlError } from '@/sandbox/deepflow/promql/ast';

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** A duration as Prometheus writes it (`1h30m`, units from large to small, each once), in milliseconds; null for anything else. */
export function parseDuration(text: string): number | null {
  if (text === '0') {
    return 0;
  }
  const found = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(text);
  if (found === null || text === '') {
    return null;
  }
  const names = ['y', 'w', 'd', 'h', 'm', 's', 'ms'];
  return names.reduce((sum, unit, index) => sum + Number(found[index + 1] ?? 0) * (units[unit] ?? 0), 0);
}

/** A number literal, sign included: decimal, hexadecimal, `Inf` or `NaN` in any case; a leading zero makes it octal. */
export function parseNumber(text: string): number {
  const [, sign = '', digits = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  const lower = digits.toLowerCase();
  const value =
    lower === 'inf'
      ? Infinity
      : lower === 'nan'
        ? NaN
        : /^0[0-7]+$/.test(lower)
          ? Number.parseInt(lower, 8)
          : Number(lower);
  return sign === '-' ? -value : value;
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

const escapeSequence = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([abfnrtv\\'"]))|\\/g;

/** The text of a string literal with its quotes, unescaped as Go does; between backticks nothing is an escape. */
export function parseString(literal: string): string {
  const inner = literal.slice(1, -1);
  if (literal.startsWith('`')) {
    return inner;
  }
  return inner.replace(escapeSequence, (whole, hex, short, long, octal, sign: string | undefined) => {
    const code: string | undefined = hex ?? short ?? long;
    if (code !== undefined) {
      return String.fromCodePoint(Number.parseInt(code, 16));
    }
    if (octal !== undefined) {
      return String.fromCodePoint(Number.parseInt(octal, 8));
    }
    if (whole === '\\' || sign === undefined) {
      throw new PromqlError('parse error: unknown escape sequence');
    }
    return escapes[sign] ?? sign;
  });
}

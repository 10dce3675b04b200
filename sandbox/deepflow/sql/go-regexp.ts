/**
 * Whether Go's regexp package would compile a pattern, and with which text it refuses one. The real engine compiles each
 * REGEXP pattern before ClickHouse sees it.
 */
export function goRegexpError(pattern: string): string | null {
  return checkBrackets(pattern) ?? checkGroups(pattern) ?? checkRepeats(pattern) ?? checkEscapes(pattern);
}

const refusal = (reason: string, at: string) => `error parsing regexp: ${reason}: \`${at}\``;

type Part = { text: string; kind: 'escape' | 'class' | 'sign' | 'text'; start: number };

/** The pattern cut into escapes, character classes, signs and plain characters. */
function parts(pattern: string): Part[] {
  const found: Part[] = [];
  const next = /\\[\s\S]?|\[\^?\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*\]|[\s\S]/g;
  for (const match of pattern.matchAll(next)) {
    const [text] = match;
    const kind = text.startsWith('\\')
      ? 'escape'
      : text.startsWith('[') && text.length > 1
        ? 'class'
        : /[()*+?|{}[\]]/.test(text)
          ? 'sign'
          : 'text';
    found.push({ text, kind, start: match.index });
  }
  return found;
}

function checkBrackets(pattern: string): string | null {
  const open = parts(pattern).find((part) => part.kind === 'sign' && part.text === '[');
  if (open !== undefined) {
    return refusal('missing closing ]', pattern.slice(open.start));
  }
  for (const { text, kind } of parts(pattern)) {
    const range = kind === 'class' ? /([^\\[\]^-])-([^\\[\]-])/g : null;
    for (const found of range === null ? [] : text.matchAll(range)) {
      if ((found[1] ?? '') > (found[2] ?? '')) {
        return refusal('invalid character class range', found[0]);
      }
    }
  }
  return null;
}

function checkGroups(pattern: string): string | null {
  let depth = 0;
  for (const { text, kind, start } of parts(pattern)) {
    if (kind !== 'sign') {
      continue;
    }
    if (text === '(') {
      depth += 1;
      const look = /^\(\?(?:=|!|<=|<!|<[^>]*$|[^imsUP:<-])/.exec(pattern.slice(start));
      if (look !== null) {
        return refusal(
          'invalid or unsupported Perl syntax',
          look[0].slice(0, look[0].startsWith('(?<') ? 3 : undefined),
        );
      }
    } else if (text === ')') {
      depth -= 1;
      if (depth < 0) {
        return refusal('unexpected )', pattern);
      }
    }
  }
  return depth > 0 ? refusal('missing closing )', pattern) : null;
}

function checkRepeats(pattern: string): string | null {
  let operand = false;
  let repeated = '';
  let group = false;
  for (const { text, kind } of parts(pattern)) {
    const isRepeat = kind === 'sign' && /[*+?]/.test(text);
    if (isRepeat && group) {
      group = false;
      continue;
    }
    if (isRepeat && !operand) {
      return refusal('missing argument to repetition operator', text);
    }
    if (isRepeat && repeated !== '' && (text !== '?' || repeated.endsWith('?'))) {
      return refusal('invalid nested repetition operator', repeated + text);
    }
    repeated = isRepeat ? repeated + text : '';
    group = kind === 'sign' && text === '(';
    operand = !(kind === 'sign' && (text === '(' || text === '|'));
  }
  for (const [text, low, high] of pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)) {
    const least = Number(low);
    const most = high === undefined || high === '' ? least : Number(high);
    if (least > 1000 || most > 1000 || most < least) {
      return refusal('invalid repeat count', text);
    }
  }
  return null;
}

function checkEscapes(pattern: string): string | null {
  for (const { text, kind } of parts(pattern)) {
    if (kind !== 'escape') {
      continue;
    }
    if (text === '\\') {
      return 'error parsing regexp: trailing backslash at end of expression: ``';
    }
    if (/^\\[A-Za-z0-9]$/.test(text) && !/^\\[AbBdDsSwWzQECpPafnrtvx0-7]$/.test(text)) {
      return refusal('invalid escape sequence', text);
    }
  }
  return null;
}

import { PromqlError } from '@/sandbox/deepflow/promql/ast';
import { parseDuration } from '@/sandbox/deepflow/promql/literals';

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** A time as seconds or RFC 3339, in milliseconds. @throws PromqlError for anything else, also for none. */
export function timeOf(text: string): number {
  const value = number.test(text) ? Number(text) * 1000 : rfc3339.test(text) ? Date.parse(text) : NaN;
  if (!Number.isFinite(value)) {
    throw new PromqlError(`cannot parse ${JSON.stringify(text)} to a valid timestamp`);
  }
  return Math.round(value);
}

/** A step as seconds or a duration, in milliseconds. @throws PromqlError for anything else, also for none. */
export function stepOf(text: string): number {
  const value = number.test(text) ? Number(text) * 1000 : (parseDuration(text) ?? NaN);
  if (!Number.isFinite(value)) {
    throw new PromqlError(`cannot parse ${JSON.stringify(text)} to a valid duration`);
  }
  if (value < 1) {
    throw new PromqlError('unexpected error: runtime error: integer divide by zero');
  }
  return Math.round(value);
}

/** A whole number; anything else is left at the server's setting. */
export function countOf(text: string | null, standard: number): number {
  return text !== null && /^[+-]?\d+$/.test(text) ? Number(text) : standard;
}

const truths: Readonly<Record<string, boolean>> = {
  ...Object.fromEntries(['1', 't', 'T', 'TRUE', 'true', 'True'].map((text) => [text, true])),
  ...Object.fromEntries(['0', 'f', 'F', 'FALSE', 'false', 'False'].map((text) => [text, false])),
};

/** A truth as Go's strconv.ParseBool reads it; anything else is left at the server's setting. */
export function truthOf(text: string | null, standard: boolean): boolean {
  return text === null ? standard : (truths[text] ?? standard);
}

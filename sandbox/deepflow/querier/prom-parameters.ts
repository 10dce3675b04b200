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

/** 2^63 nanoseconds. */
const longestStepMs = 2 ** 63 / 1e6;

/** A step as seconds or a duration, in milliseconds. @throws PromqlError for anything else, also for none. */
export function stepOf(text: string): number {
  const isNumber = number.test(text) || /^[+-]?inf(?:inity)?$/i.test(text);
  const value = isNumber ? Number(text.replace(/inf.*/i, 'Infinity')) * 1000 : (parseDuration(text) ?? NaN);
  if (isNumber && Math.abs(value) > longestStepMs) {
    throw new PromqlError(`cannot parse ${JSON.stringify(text)} to a valid duration. It overflows int64`);
  }
  if (!Number.isFinite(value)) {
    throw new PromqlError(`cannot parse ${JSON.stringify(text)} to a valid duration`);
  }
  if (value < 1) {
    throw new PromqlError('unexpected error: runtime error: integer divide by zero');
  }
  return Math.round(value);
}

/**
 * Numbers of teams whose rows are left out, as `block-team-id` lists them.
 * @throws PromqlError for what is no such list.
 */
export function teamsOf(text: string | null): readonly string[] {
  const teams = (text ?? '').split(',').flatMap((team) => team.trim() || []);
  if (teams.some((team) => !/^\+?\d+$/.test(team))) {
    throw new PromqlError('illegal params');
  }
  return teams;
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

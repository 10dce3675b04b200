import { PromqlError } from '@/sandbox/deepflow/promql/ast';
import { goRegexpError } from '@/sandbox/deepflow/sql/go-regexp';

/** A pattern of Go's regexp package that has to match a whole text. @throws PromqlError where Go refuses it. */
export function wholeMatch(pattern: string): RegExp {
  const fault = goRegexpError(pattern);
  if (fault !== null) {
    throw new PromqlError(fault);
  }
  const [flagged = '', letters = ''] = /^\(\?([is]+)\)/.exec(pattern) ?? [];
  const source = pattern.slice(flagged.length).replaceAll('(?P<', '(?<');
  try {
    return new RegExp(`^(?:${source})$`, [...new Set(`s${letters}`)].join(''));
  } catch {
    throw new PromqlError(`the sandbox cannot evaluate the regular expression ${JSON.stringify(pattern)}`);
  }
}

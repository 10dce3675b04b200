import 'server-only';
import type { z } from 'zod';
import type { AnswerHeaders } from './http-exchange';
import { maskSecrets } from './secret';

const maxDetail = 300;

type Answer = { status: number; headers: AnswerHeaders; text: string };

/** Whether an answer is a web page: a proxy's error page, or another server than the one meant. */
export function looksLikeHtml({ headers, text }: Answer): boolean {
  return headers.get('content-type')?.includes('html') === true || /^\s*<(!doctype|html)/i.test(text);
}

/**
 * `HTTP 400: <the upstream's own reason>`, cut and cleaned.
 * Reasons are read where APISIX (`error_msg`, `message`, `description`) and DeepFlow (`DESCRIPTION`) put them; of a
 * page its title; of a plain text its first line.
 */
export function describeRejection(answer: Answer): string {
  if (answer.status >= 300 && answer.status < 400)
    return `HTTP ${answer.status}: a redirect, which the console does not follow. Is this the right address?`;
  const reason = ownReason(answer);
  return reason === '' ? `HTTP ${answer.status}` : `HTTP ${answer.status}: ${reason}`;
}

function ownReason(answer: Answer): string {
  if (looksLikeHtml(answer)) {
    const title = /<title>([^<]*)<\/title>/i.exec(answer.text)?.[1];
    return cleanText(title === undefined ? 'an HTML page' : `an HTML page titled "${title}"`);
  }
  try {
    // After a panic DeepFlow's querier writes two documents, the second empty.
    const body: unknown = JSON.parse(answer.text.replace(/\}\{\}\s*$/, '}'));
    if (typeof body === 'object' && body !== null) {
      const texts = ['error_msg', 'message', 'description', 'DESCRIPTION', 'error']
        .map((key) => (body as Record<string, unknown>)[key])
        .filter((value) => typeof value === 'string' && value !== '');
      return cleanText(texts.join(': '));
    }
  } catch {
    // Not JSON: a plain text, as APISIX sends for a bad page size.
  }
  return cleanText(answer.text.split('\n')[0] ?? '');
}

/** One line of printable text without known secrets, at most 300 characters. */
export function cleanText(text: string): string {
  const line = maskSecrets(text)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
  return line.length > maxDetail ? `${line.slice(0, maxDetail)}…` : line;
}

/** Where an answer differs from what is understood: the path of the first difference and what was expected there. */
export function describeDifference(error: z.ZodError): { field: string; detail: string } {
  const issue = deepestIssue(error.issues);
  const field = issue.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  // Keys of the answer are its own words.
  const name = cleanText(field.replace(/^\./, '')) || 'the answer';
  return { field: name, detail: `${name}: ${cleanText(issue.message)}` };
}

type Issue = { path: readonly PropertyKey[]; message: string };

/** Of a union the branch that got furthest says most. */
function deepestIssue(issues: readonly z.core.$ZodIssue[], base: readonly PropertyKey[] = []): Issue {
  let best: Issue | undefined;
  for (const issue of issues) {
    const path = [...base, ...issue.path];
    const candidates: Issue[] = [{ path, message: issue.message }];
    if (issue.code === 'invalid_union')
      for (const branch of issue.errors) if (branch.length > 0) candidates.push(deepestIssue(branch, path));
    for (const candidate of candidates) if (!best || candidate.path.length > best.path.length) best = candidate;
  }
  return best ?? { path: base, message: 'another form than expected' };
}

import 'server-only';
import { nextTurn } from '@/lib/server/next-turn';

/** Below this many characters one JSON.parse takes a few milliseconds. */
const smallText = 1_000_000;
/** What is scanned, and what is parsed, in one turn of the event loop. */
const scanStep = 1_000_000;
const parseStep = 300_000;

const quote = 34;
const backslash = 92;

/**
 * Parses `{"list":[…],…}` as JSON.parse does, but lets other requests run in between: 50,000 routes are 25 MB, and one
 * JSON.parse of them would stop the server for half a second. Returns undefined for a text of another form; the caller
 * then parses it in one go, which also says what is wrong with it.
 */
export async function parseLargeList(text: string): Promise<{ list: unknown[] } | undefined> {
  if (text.length < smallText) return undefined;
  const start =
    /^\s*\{\s*"list"\s*:\s*\[/.exec(text.slice(0, 200)) ??
    /^\s*\{\s*"total"\s*:\s*\d+\s*,\s*"list"\s*:\s*\[/.exec(text.slice(0, 200));
  if (!start) return undefined;
  const list: unknown[] = [];
  let from = start[0].length;
  let depth = 0;
  let inString = false;
  let nextPause = from + scanStep;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === backslash) at++;
      else if (code === quote) inString = false;
      continue;
    }
    if (code === quote) inString = true;
    else if (code === 123 || code === 91) depth++;
    else if (code === 125 || (code === 93 && depth > 0)) depth--;
    else if (code === 93)
      return isEnd(text.slice(at + 1)) && parseInto(list, text.slice(from, at)) ? { list } : undefined;
    else if (code === 44 && depth === 0 && at - from > parseStep) {
      if (!parseInto(list, text.slice(from, at))) return undefined;
      from = at + 1;
      await nextTurn();
    }
    if (at > nextPause) {
      nextPause = at + scanStep;
      await nextTurn();
    }
  }
  return undefined;
}

function isEnd(text: string): boolean {
  return /^\s*(,\s*"total"\s*:\s*\d+\s*)?\}\s*$/.test(text);
}

function parseInto(list: unknown[], items: string): boolean {
  try {
    for (const item of JSON.parse(`[${items}]`)) list.push(item);
    return true;
  } catch {
    return false;
  }
}

import type { CallFilter, Outcome } from './dto';

type Filtered = { method: string; path: string; durationUs: number | null; outcome: Outcome };

/** Whether a call is among those a person asked for: the exact form of what a query could only ask for widely. */
export function passesFilter(call: Filtered, filter: CallFilter): boolean {
  const { outcome, method, minDurationUs, path } = filter;
  if (outcome && outcome.length > 0 && !outcome.includes(call.outcome)) return false;
  if (method && method.length > 0 && !method.includes(call.method)) return false;
  if (minDurationUs && (call.durationUs === null || call.durationUs < minDurationUs)) return false;
  return !path || containsText(call.path, path);
}

/** Case ignored, in the path as it was sent or with its percent escapes decoded. */
function containsText(path: string, text: string): boolean {
  const wanted = text.toLowerCase();
  return path.toLowerCase().includes(wanted) || decoded(path).toLowerCase().includes(wanted);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Epoch ms → `2026-11-22T10:57:00`, what a `datetime-local` field holds, as the clocks of the zone show it. */
export function toZonedInput(ms: number, timeZone: string): string {
  const parts = new Map(
    new Intl.DateTimeFormat('en', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
      .formatToParts(ms)
      .map((part) => [part.type, part.value]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  return `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}:${of('second')}`;
}

/**
 * What a `datetime-local` field holds → epoch ms, read in the zone. Null when it is no date.
 * A time that the clocks skip counts as after the gap; one that comes twice as the first.
 */
export function fromZonedInput(text: string, timeZone: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$/.exec(text);
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
  if (new Date(asUtc).getUTCDate() !== day) return null;
  const before = asUtc - offsetMs(asUtc - 86_400_000, timeZone);
  const after = asUtc - offsetMs(asUtc + 86_400_000, timeZone);
  const hits = [before, after].filter((ms) => ms + offsetMs(ms, timeZone) === asUtc);
  return hits.length > 0 ? Math.min(...hits) : before;
}

function offsetMs(ms: number, timeZone: string): number {
  return Date.parse(`${toZonedInput(ms, timeZone)}Z`) - Math.floor(ms / 1000) * 1000;
}

/** `Asia/Shanghai` → `UTC+8`, at that moment. */
export function zoneOffset(ms: number, timeZone: string): string {
  const minutes = Math.round(offsetMs(ms, timeZone) / 60_000);
  const sign = minutes < 0 ? '−' : '+';
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  if (minutes === 0) return 'UTC';
  return `UTC${sign}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

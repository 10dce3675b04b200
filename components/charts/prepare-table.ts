import type { ChartModel } from './chart-model';

/** A table of more rows than this is no help to anybody; the CSV file has all. */
const mostRows = 500;

/** The places of the newest times, newest first, and how many older ones are left out. */
export function tableRows(times: readonly number[]): { rows: number[]; left: number } {
  const count = Math.min(times.length, mostRows);
  return { rows: Array.from({ length: count }, (_, at) => times.length - 1 - at), left: times.length - count };
}

type Event = { timeS: number; label: string; href: string };

/** Markers and exemplars by the place of the time that they belong to: the last that is not after them. */
export function eventsByTime({ times, markers = [], exemplars = [] }: ChartModel): Map<number, Event[]> {
  const events = new Map<number, Event[]>();
  for (const event of [...markers, ...exemplars]) {
    const at = Math.max(
      0,
      times.findLastIndex((time) => time <= event.timeS),
    );
    const there = events.get(at);
    if (there) there.push(event);
    else events.set(at, [event]);
  }
  return events;
}

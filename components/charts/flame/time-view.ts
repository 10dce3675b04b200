/** A part of a time axis; `to` is after `from`. */
export type Range = { from: number; to: number };

/** No axis is zoomed further than to this length, in its own unit. */
const shortest = 1;

/** The same length as wanted where that is possible, moved inside the whole; never shorter than one unit. */
export function fitRange(wanted: Range, whole: Range): Range {
  const room = whole.to - whole.from;
  const length = Math.min(Math.max(wanted.to - wanted.from, Math.min(shortest, room)), room);
  const from = Math.min(Math.max(wanted.from, whole.from), whole.to - length);
  return Number.isFinite(from) ? { from, to: from + length } : whole;
}

/** Makes the range `factor` times as long while the moment `at` stays where it is on screen. */
export function zoomAround(range: Range, whole: Range, factor: number, at: number): Range {
  const length = Math.min(Math.max((range.to - range.from) * factor, shortest), whole.to - whole.from);
  const share = (at - range.from) / (range.to - range.from);
  return fitRange({ from: at - share * length, to: at + (1 - share) * length }, whole);
}

export function panBy(range: Range, whole: Range, by: number): Range {
  return fitRange({ from: range.from + by, to: range.to + by }, whole);
}

/** Moves the range so far that the span from `start` to `end` can be seen; its length stays. */
export function reveal(range: Range, whole: Range, start: number, end: number): Range {
  if (end >= range.from && start <= range.to) return range;
  const length = range.to - range.from;
  const from = end - start > length ? start : (start + end - length) / 2;
  return fitRange({ from, to: from + length }, whole);
}

export function isWhole(range: Range, whole: Range): boolean {
  return range.from <= whole.from && range.to >= whole.to;
}

/** How a range came to be: by a gesture that goes on (the wheel, a drag), or by one that is a step of its own. */
export type ViewChange = 'glide' | 'jump';

/**
 * The part of the axis that several drawings show together. Drawings listen and draw; nothing here goes through a render,
 * because a wheel turns faster than a tree of components.
 */
export class TimeView {
  readonly whole: Range;
  #range: Range;
  #past: Range[] = [];
  #listeners = new Set<(range: Range, change: ViewChange) => void>();

  constructor(whole: Range, range: Range = whole) {
    this.whole = whole.to > whole.from ? whole : { from: whole.from, to: whole.from + shortest };
    this.#range = fitRange(range, this.whole);
  }

  get range(): Range {
    return this.#range;
  }

  set(wanted: Range, change: ViewChange): void {
    const range = fitRange(wanted, this.whole);
    if (range.from === this.#range.from && range.to === this.#range.to) return;
    if (change === 'jump') this.#past.push(this.#range);
    this.#range = range;
    for (const listener of this.#listeners) listener(range, change);
  }

  zoom(factor: number, at = (this.#range.from + this.#range.to) / 2): void {
    this.set(zoomAround(this.#range, this.whole, factor, at), 'glide');
  }

  pan(share: number): void {
    this.set(panBy(this.#range, this.whole, (this.#range.to - this.#range.from) * share), 'glide');
  }

  showAll(): void {
    this.set(this.whole, 'jump');
  }

  /** To what was shown before the last step; to the whole when there was none. */
  back(): void {
    const before = this.#past.pop();
    const isSame = before !== undefined && before.from === this.#range.from && before.to === this.#range.to;
    this.set(before === undefined || isSame ? this.whole : before, 'glide');
  }

  subscribe(listener: (range: Range, change: ViewChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/**
 * Round places on the axis within a range, at most `most` of them: multiples of a step of 1, 2 or 5 times a power of ten.
 */
export function axisTicks({ from, to }: Range, most: number): number[] {
  if (!(to > from) || most < 2) return [];
  const raw = (to - from) / (most - 1);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= raw) ?? 10 * power;
  const ticks: number[] = [];
  for (let count = Math.ceil(from / step); count * step <= to; count++) ticks.push(count * step);
  return ticks;
}

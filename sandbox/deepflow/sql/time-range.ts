/** What the statement says of time: the bounds of its WHERE and the buckets of its time(). */
export type TimeRange = {
  start: number;
  end: number;
  startOperator: string;
  endOperator: string;
  /** Seconds of one bucket of time(); 0 without time(). */
  interval: number;
  /** Seconds between two rows of the source: 1 for logs, 1 or 60 for metrics. */
  sourceInterval: number;
  window: number;
  offset: number;
  fill: string;
  /** Seconds by which a Derivative reads from earlier on, for the first difference. */
  lead: number;
  alias: string;
};

export function emptyTimeRange(): TimeRange {
  return {
    start: 0,
    end: 0,
    startOperator: '>=',
    endOperator: '<=',
    interval: 0,
    sourceInterval: 1,
    window: 1,
    offset: 0,
    fill: '',
    lead: 0,
    alias: '',
  };
}

export function boundStart(range: TimeRange, seconds: number): void {
  range.start = Math.max(range.start, seconds);
}

export function boundEnd(range: TimeRange, seconds: number): void {
  range.end = range.end === 0 ? seconds : Math.min(range.end, seconds);
}

/** Seconds that one value of the answer covers: a bucket, or the whole range in steps of the source. */
export function coveredSeconds({ interval, sourceInterval, start, end, window }: TimeRange): number {
  if (interval > 0) {
    return Math.max(interval, sourceInterval) * window;
  }
  const firstStep = Math.ceil(start / sourceInterval) * sourceInterval;
  const lastStep = Math.trunc(end / sourceInterval) * sourceInterval;
  return (lastStep - firstStep + sourceInterval) * window;
}

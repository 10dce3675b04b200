import 'server-only';
import { completeToS } from '@/lib/telemetry/lateness';
import type { Seconds } from './call-statements';

/** What of a range DeepFlow's metrics can tell, and from which of their tables. */
export type MetricStretch = {
  precision: '1s' | '1m';
  /** Both included. */
  range: Seconds;
  seconds: number;
};

/** A table of seconds has sixty times the rows of one of minutes. */
const longestOfSeconds = 15 * 60;
/** Seconds are kept for a day by default (deepflow server/controller, dml_insert.sql); one hour to spare. */
const secondsKept = 23 * 3600;

/**
 * The seconds of a short and recent range, else the whole minutes inside of it: a minute that lies in the range by a part
 * would count what does not. What DeepFlow need not have yet is left out of both. A range without a whole second or
 * minute gives the one that it starts in.
 */
export function metricStretch(
  { fromMs, toMs }: { fromMs: number; toMs: number },
  { nowMs = Date.now(), least = '1s' as '1s' | '1m' } = {},
): MetricStretch {
  const isShort = toMs - fromMs <= longestOfSeconds * 1000 && fromMs >= nowMs - secondsKept * 1000;
  if (least === '1s' && isShort) {
    const fromS = Math.floor(fromMs / 1000);
    const lastS = Math.min(Math.floor((toMs - 1) / 1000), completeToS(nowMs, '1s') - 1);
    const range = { fromS, toS: Math.max(fromS, lastS) };
    return { precision: '1s', range, seconds: range.toS - range.fromS + 1 };
  }
  const fromS = Math.ceil(fromMs / 60_000) * 60;
  const endS = Math.floor(Math.min(toMs / 1000, completeToS(nowMs, '1m')) / 60) * 60;
  const range = endS > fromS ? { fromS, toS: endS - 1 } : { fromS: fromS - 60, toS: fromS - 1 };
  return { precision: '1m', range, seconds: range.toS - range.fromS + 1 };
}

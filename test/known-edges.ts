import type { Outcome } from '@/lib/deepflow/dto';
import type { Exchange } from '@/sandbox/agent/exchange';
import { durationsOf, endS, mean, outcomeOf, rank, tryUs } from './known-numbers';
import type { KnownCall } from './known-traffic';

/** What a map counts of requests: when they ended, how they went, and how long those took that were answered. */
export type Counted = { endS: number; outcome: Outcome; tookUs: number | null };

/** One call to the gateway. */
export const ofCall = (call: KnownCall): Counted => {
  const [took] = durationsOf([call]);
  return { endS: endS(call), outcome: outcomeOf(call), tookUs: took ?? null };
};
/** One request of the gateway to a service. */
export const ofTry = (sent: Exchange): Counted => ({
  endS: ((sent.endUs === null ? sent.clientStartUs : sent.clientEndUs) ?? Number.NaN) / 1e6,
  outcome: outcomeOf(sent),
  tookUs: sent.endUs === null ? null : tryUs(sent),
});

/** What an edge says of these. */
export function edgeNumbers(some: readonly Counted[]) {
  const took = some.flatMap(({ tookUs }) => tookUs ?? []);
  const count = (wanted: Outcome) => some.filter(({ outcome }) => outcome === wanted).length;
  return {
    ...{ requests: some.length, responses: took.length, timeouts: count('timeout') },
    ...{ clientErrors: count('client_error'), serverErrors: count('server_error') },
    ...{ meanUs: mean(took), maxUs: rank(took, 1) },
  };
}

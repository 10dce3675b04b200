import 'server-only';
import { oldestKept } from './oldest-kept';
import type { CallScope } from './route-scope';

/**
 * From when on DeepFlow has rows of anything, epoch s, where the range begins before that: what lies before was dropped, or
 * DeepFlow was not there yet. Null: it has older ones than the range, none at all, or could never be asked.
 */
export async function keptFrom({
  gateway,
  range,
  signal,
}: Pick<CallScope, 'gateway' | 'range' | 'signal'>): Promise<number | null> {
  const oldest = await oldestKept(gateway, 'calls', signal);
  return typeof oldest === 'number' && oldest > range.fromS ? oldest : null;
}

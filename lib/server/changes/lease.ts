import 'server-only';
import { processWide } from '@/lib/server/process-wide';
import type { ChangeRecords } from './records';

export type LeaseHolder = { records: Pick<ChangeRecords, 'renew' | 'release'>; owner: string; leaseMs: number };

const firstRetryMs = 15_000;
const longestRetryMs = 5 * 60_000;

/** How often the work on a change has failed in a row. */
const failures = processWide('change-failures', () => new Map<string, number>());

/**
 * Works on a change whose lease this console has, and renews it meanwhile. `signal` aborts when the lease is lost:
 * nothing more may be sent then, for another console is at it. Work that fails keeps the lease for a while, longer each
 * time, so that nobody tries again at once. Throws what the work throws.
 */
export async function underLease(
  { records, owner, leaseMs }: LeaseHolder,
  changeId: string,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const lost = new AbortController();
  let heldUntil = Date.now() + leaseMs;
  const renew = async () => {
    const at = Date.now();
    try {
      if (await records.renew(changeId, owner, at, leaseMs)) heldUntil = at + leaseMs;
      else lost.abort();
    } catch {
      // The database does not answer; the lease holds until it ends by itself.
      if (Date.now() >= heldUntil) lost.abort();
    }
  };
  const renewal = setInterval(() => void renew(), leaseMs / 3);
  renewal.unref();
  try {
    await work(lost.signal);
    failures.delete(changeId);
  } catch (error) {
    const count = (failures.get(changeId) ?? 0) + 1;
    failures.set(changeId, count);
    const pauseMs = Math.min(firstRetryMs * 2 ** (count - 1), longestRetryMs);
    await records.renew(changeId, owner, Date.now(), pauseMs).catch(() => undefined);
    throw error;
  } finally {
    clearInterval(renewal);
    if (!failures.has(changeId)) await records.release(changeId, owner).catch(() => undefined);
  }
}

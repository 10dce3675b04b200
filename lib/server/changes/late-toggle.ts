import 'server-only';
import { ProblemError } from '@/lib/http/problem';
import { leaseMs, leaseOwner } from './change-records';
import type { ChangeContext } from './context';
import { underLease } from './lease';
import type { StoredChange } from './records';
import { runChange } from './run-change';
import { settleItems } from './run-items';
import { writerFor } from './writer-for';

/**
 * Finds out what became of a toggle that a console left behind (`isLateToggle`), whose lease this console has. One that
 * was not made waits for a person to resume it. Throws the problems of reading: then it is tried again.
 */
export async function settleLateToggle(context: ChangeContext, { id, target }: StoredChange): Promise<void> {
  const { gateway, records } = context;
  await underLease({ records, owner: leaseOwner, leaseMs }, id, async (signal) => {
    const trouble = await settleItems(context, writerFor(gateway, target), id, await records.itemsOf(id, ['writing']));
    if (trouble !== null) throw new ProblemError(trouble);
    const { counts } = await records.change(gateway.id, id);
    if (counts.waiting > 0)
      await records.update(id, { status: 'interrupted', reason: { code: 'not_begun' } }, ['running']);
    else await runChange(context, id, signal);
  });
}

import 'server-only';
import { isSameJson, type JsonObject } from '@/lib/changes/json';
import { type Problem, ProblemError } from '@/lib/http/problem';
import { toProblem } from '@/lib/server/to-problem';
import { atOnce, gate } from './at-once';
import type { ChangeContext } from './context';
import type { ObjectReading, ObjectWriter } from './object-writer';
import { oneAtATime } from './one-at-a-time';
import type { ItemOutcome, StoredChange, StoredItem } from './records';
import { reasoned } from './refusal';
import { foundWritten, outcomeOf, outcomeOfError, type SentWrite, sendWrite } from './write-object';

/** Writes under way at the same time, and items that are read or wait for their turn to be written. */
const writesAtOnce = 8;
const itemsAtOnce = 16;

type Noted = ItemOutcome & { position: number };

/**
 * Writes some items of a change. Each is recorded as being written before its request is sent, read and compared on its
 * own just before, and recorded with what became of it; what they share is read once, and they are read back together.
 * A gateway that stops answering is returned as the problem: what was not sent waits again. When `signal` aborts nothing
 * more is sent or recorded: another console settles what was under way.
 */
export async function runItems<R extends ObjectReading>(
  { gateway, records }: ChangeContext,
  writer: ObjectWriter<R>,
  { id: changeId, target }: StoredChange,
  items: readonly StoredItem[],
  signal?: AbortSignal,
): Promise<Problem | null> {
  const isLost = () => signal?.aborted === true;
  const note = (notes: readonly Noted[]) =>
    Promise.all(notes.map(({ position, ...outcome }) => records.noteItem(changeId, position, outcome)));
  const forMany = await writer.forMany();
  const turn = gate(writesAtOnce);
  // An item is read while others are written, and waits no longer than one of them takes.
  const shared = {
    ...forMany,
    send: (reading: R, after: JsonObject | null) =>
      turn(async () => {
        if (isLost()) throw new Error('Another console is at this change now.');
        await forMany.send(reading, after);
      }),
  };
  if (isLost()) return null;
  await note(items.map(({ position }) => ({ position, status: 'writing' })));
  let trouble: Problem | null = null;
  const results = await atOnce(
    itemsAtOnce,
    items,
    (item): Promise<SentWrite<R> | ItemOutcome> =>
      oneAtATime(`${gateway.id} ${target.kind} ${item.objectId}`, async () => {
        if (trouble !== null || isLost()) return { status: 'waiting' };
        try {
          return await sendWrite(shared, { objectId: item.objectId, seen: item.seen, after: () => item.after });
        } catch (error) {
          if (!(error instanceof ProblemError) || !error.isRetryable) return outcomeOfError(error);
          trouble = error.problem;
          return { status: 'waiting' };
        }
      }),
  );
  if (isLost()) return null;
  const sent: { position: number; write: SentWrite<R> }[] = [];
  const settled: Noted[] = [];
  for (const [at, { position }] of items.entries()) {
    const result = results[at];
    if (result === undefined) continue;
    if (!('reading' in result)) settled.push({ position, ...result });
    else if (result.isSent) sent.push({ position, write: result });
    else settled.push({ position, status: 'unchanged', problem: null });
  }
  const written = sent.length === 0 ? [] : await writer.readBack(sent.map(({ write }) => write.reading));
  const looks = await atOnce(writesAtOnce, [...sent.entries()], async ([at, { position, write }]): Promise<Noted> => {
    const back = written[at] ?? new Error('not read');
    const outcome = outcomeOf(writer, write, back);
    const nodes = back instanceof Error || outcome.status !== 'written' ? [] : await writer.checkNodes(back);
    return { position, ...outcome, nodes };
  });
  if (isLost()) return null;
  await note([...settled, ...looks]);
  return trouble;
}

/**
 * Finds out what became of items that were being written when a console ended: the object shows the new state, the old
 * one, which is then written again, or neither.
 */
export async function settleItems<R extends ObjectReading>(
  { records }: ChangeContext,
  writer: ObjectWriter<R>,
  changeId: string,
  items: readonly StoredItem[],
): Promise<Problem | null> {
  const shared = await writer.forMany();
  let trouble: Problem | null = null;
  await atOnce(writesAtOnce, items, async (item) => {
    if (trouble !== null) return;
    try {
      const reading = await shared.read(item.objectId);
      await records.noteItem(changeId, item.position, await settledOutcome(shared, item, reading));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      if (error.isRetryable) trouble = error.problem;
      else await records.noteItem(changeId, item.position, { status: 'unknown', problem: toProblem(error) });
    }
  });
  return trouble;
}

async function settledOutcome<R extends ObjectReading>(
  writer: ObjectWriter<R>,
  item: StoredItem,
  reading: R,
): Promise<ItemOutcome> {
  if (isSameJson(reading.own, item.after)) return await foundWritten(writer, item, reading);
  if (isSameJson(reading.own, item.before)) return { status: 'waiting', problem: null };
  return {
    status: 'unknown',
    problem: reasoned(
      { code: 'end_unknown' },
      { title: 'Not known whether it was written', status: 409, code: 'conflict' },
    ),
  };
}

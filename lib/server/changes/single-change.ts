import 'server-only';
import type { ChangeTarget, PluginWish } from '@/lib/changes/dto';
import type { JsonObject } from '@/lib/changes/json';
import { ProblemError } from '@/lib/http/problem';
import type { ChangeContext } from './context';
import type { ObjectReading, ObjectWriter } from './object-writer';
import { oneAtATime } from './one-at-a-time';
import type { ItemOutcome } from './records';
import { outcomeOf, outcomeOfError, sendWrite } from './write-object';

export type SingleChange<R extends ObjectReading> = {
  target: ChangeTarget;
  objectId: string;
  wish: PluginWish;
  /** The plan's. */
  seen: string;
  actor: string;
  /** Epoch ms at which the server restores what was there; null: never. */
  revertAt: number | null;
  after: (reading: R) => JsonObject | null | Promise<JsonObject | null>;
};

export type SingleResult<R extends ObjectReading> = {
  /** Null: nothing needed to be written. */
  changeId: string | null;
  before: R;
  written: R;
  outcome: ItemOutcome;
};

/**
 * A change of one object, from the request that asks for it to its end: compares what it touches with what the person
 * saw, writes down that it is about to write, sends the one request, reads back, looks at the nodes, writes down what
 * became of it. What cannot be recorded is not sent. Throws what sendWrite throws, and the problems of recording and of
 * reading back.
 */
export function applySingle<R extends ObjectReading>(
  { gateway, records }: ChangeContext,
  writer: ObjectWriter<R>,
  change: SingleChange<R>,
): Promise<SingleResult<R>> {
  const { objectId, seen, after } = change;
  return oneAtATime(`${gateway.id} ${change.target.kind} ${objectId}`, async () => {
    let changeId: string | null = null;
    const close = async (outcome: ItemOutcome) => {
      // What was not written keeps its timer: it may be tried again, or have arrived all the same.
      if (changeId !== null) await records.endSingle(changeId, outcome);
    };
    const sent = await sendWrite(writer, {
      objectId,
      seen,
      after,
      beforeSending: async (reading, wished) => {
        changeId = await record({ gateway, records }, writer, change, reading, wished);
      },
    }).catch(async (error: unknown) => {
      await close(outcomeOfError(error));
      throw error;
    });
    if (!sent.isSent) return { changeId: null, before: sent.reading, written: sent.reading, outcome: {} };
    const [written = new Error('not read')] = await writer.readBack([sent.reading]);
    const outcome = outcomeOf(writer, sent, written);
    if (!(written instanceof Error) && outcome.status === 'written') outcome.nodes = await writer.checkNodes(written);
    await close(outcome);
    if (outcome.problem) throw new ProblemError(outcome.problem, { cause: sent.failure?.cause });
    if (written instanceof Error) throw written;
    return { changeId, before: sent.reading, written, outcome };
  });
}

async function record<R extends ObjectReading>(
  { gateway, records }: ChangeContext,
  writer: ObjectWriter<R>,
  { target, wish, actor, revertAt }: SingleChange<R>,
  reading: R,
  after: JsonObject | null,
): Promise<string> {
  const { id } = await records.create({
    gatewayId: gateway.id,
    actor,
    origin: 'person',
    target,
    wish,
    status: 'running',
    options: null,
    revertAt,
    undoOf: null,
    items: [
      {
        objectId: reading.objectId,
        objectName: reading.objectName,
        outcome: 'will_change',
        reason: null,
        seen: reading.seen,
        before: reading.own,
        after,
        chipBefore: writer.chip(reading, reading.own),
        chipAfter: writer.chip(reading, after),
        status: 'writing',
      },
    ],
  });
  return id;
}

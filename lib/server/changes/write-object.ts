import 'server-only';
import { isSameJson, type JsonObject } from '@/lib/changes/json';
import type { ReasonedProblem } from '@/lib/changes/reason';
import { ProblemError } from '@/lib/http/problem';
import { toProblem } from '@/lib/server/to-problem';
import { UpstreamAnswerError } from '@/lib/server/upstream';
import type { ObjectReading, ObjectWriter } from './object-writer';
import type { ItemOutcome, StoredItem } from './records';
import { managedBy, reasoned } from './refusal';
import { changedPart } from './route-reading';

const maxAttempts = 6;

/** What is to be written of one object, and from what it was planned. */
export type PlannedWrite<R extends ObjectReading> = {
  objectId: string;
  seen: string;
  after: (reading: R) => JsonObject | null | Promise<JsonObject | null>;
  /** Called once, before the first request is sent: nothing is sent when it fails. */
  beforeSending?: (reading: R, after: JsonObject | null) => Promise<void>;
};

/** A write that was sent, or that needed no sending; what became of it is seen by reading back. */
export type SentWrite<R extends ObjectReading> = {
  reading: R;
  after: JsonObject | null;
  isSent: boolean;
  /** When the request was sent: what another writer did since came after it, however late it is read back. */
  sentAt: number;
  /** The answer was lost or says too little: it may have been made all the same. */
  failure: ProblemError | null;
};

/** What this change touches is not what the person saw. Nothing was written by the one who throws it. */
export class ConflictError extends ProblemError {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && 'found' in value;
  }

  constructor(
    problem: ReasonedProblem,
    readonly found: ObjectReading,
  ) {
    super(problem);
  }
}

/** What becomes of an item whose write threw: nothing was sent. */
export function outcomeOfError(error: unknown): ItemOutcome {
  return { status: error instanceof ConflictError ? 'conflict' : 'failed', problem: toProblem(error) };
}

/**
 * Reads afresh, compares with what the plan was made from, sends the one request. Where another writer was faster it
 * begins anew. Throws ConflictError, `forbidden` for an object that somebody else writes back, and the problems of
 * reading and writing; then nothing was written.
 * Between the comparison and the request a moment remains in which another writer may change the same part.
 */
export async function sendWrite<R extends ObjectReading>(
  writer: ObjectWriter<R>,
  plan: PlannedWrite<R>,
): Promise<SentWrite<R>> {
  for (let attempt = 1; ; attempt++) {
    const reading = await writer.read(plan.objectId);
    const part = changedPart(plan.seen, reading);
    if (part !== null) throw conflict(reading, part);
    if (reading.manager !== null) throw managedElsewhere(reading.manager);
    const after = await plan.after(reading);
    if (isSameJson(reading.own, after)) return { reading, after, isSent: false, sentAt: Date.now(), failure: null };
    if (attempt === 1) await plan.beforeSending?.(reading, after);
    const sentAt = Date.now();
    try {
      await writer.send(reading, after);
      return { reading, after, isSent: true, sentAt, failure: null };
    } catch (error) {
      if (error instanceof ProblemError && error.problem.code === 'conflict') {
        if (attempt === maxAttempts) throw busy(reading);
        await pause(attempt);
      } else if (error instanceof ProblemError && isOutcomeOpen(error)) {
        // The gateway knows.
        return { reading, after, isSent: true, sentAt, failure: error };
      } else throw await refusal(writer, reading, error);
    }
  }
}

/**
 * What became of a write that was sent, by the object as it was read back. A value that is not the one that was sent is
 * another writer's, who came after it: it is never taken for this change's own, which an undo would overwrite.
 */
export function outcomeOf<R extends ObjectReading>(
  writer: ObjectWriter<R>,
  { reading, after, sentAt: writtenAt, failure }: SentWrite<R>,
  written: R | Error,
): ItemOutcome {
  if (written instanceof Error)
    return failure === null
      ? { status: 'written', writtenAt, verified: false, problem: explained(written, 'written_unread') }
      : { status: 'unknown', writtenAt, problem: explained(failure, 'unconfirmed_unread') };
  const isThere = isSameJson(written.own, after);
  if (failure !== null && !isThere)
    return isSameJson(written.own, reading.own)
      ? { status: 'failed', problem: explained(failure, 'unconfirmed') }
      : { status: 'unknown', writtenAt, problem: explained(failure, 'unconfirmed') };
  const otherDifferences = writer.differences(reading, written);
  return {
    status: 'written',
    writtenAt,
    ...(isThere && { after: written.own, chipAfter: writer.chip(written, written.own) }),
    verified: isThere && otherDifferences.length === 0,
    otherDifferences,
    problem: null,
  };
}

/** What becomes of an item whose end was not known, when the object turns out to hold what was sent. */
export async function foundWritten<R extends ObjectReading>(
  writer: ObjectWriter<R>,
  item: Pick<StoredItem, 'writtenAt'>,
  reading: R,
): Promise<ItemOutcome> {
  return {
    status: 'written',
    writtenAt: item.writtenAt ?? Date.now(),
    after: reading.own,
    chipAfter: writer.chip(reading, reading.own),
    verified: true,
    nodes: await writer.checkNodes(reading),
    problem: null,
  };
}

/**
 * Whether a failed request may have been made all the same: its answer was lost, a proxy waited in vain for it, etcd
 * was in trouble on the way. 412 is what APISIX 3.18.0 answers after a write with conditional headers, should a proxy
 * add some.
 */
function isOutcomeOpen(error: ProblemError): boolean {
  // This console's own refusal, before anything was sent.
  if (error.problem.upstream === undefined) return false;
  if (error.problem.code === 'not_found' || error.problem.code === 'invalid_input') return false;
  if (!(error.cause instanceof UpstreamAnswerError)) return true;
  const { status } = error.cause.answer;
  return status >= 500 || status === 412;
}

/** A refused write of a part that somebody has just removed is their change, not a fault of ours. */
async function refusal<R extends ObjectReading>(writer: ObjectWriter<R>, reading: R, error: unknown): Promise<unknown> {
  const [now] = await writer.readBack([reading]);
  return now !== undefined && !(now instanceof Error) && !isSameJson(now.own, reading.own)
    ? conflict(now, 'own')
    : error;
}

function conflict(reading: ObjectReading, part: 'own' | 'inherited'): ConflictError {
  return new ConflictError(
    reasoned(
      { code: part === 'own' ? 'own_changed' : 'inherited_changed' },
      {
        title: 'Changed in the meantime',
        status: 409,
        code: 'conflict',
        field: part === 'own' ? reading.part : part,
      },
    ),
    reading,
  );
}

function busy(reading: ObjectReading): ConflictError {
  return new ConflictError(
    reasoned(
      { code: 'busy', attempts: maxAttempts },
      { title: 'The object is being changed by others', status: 409, code: 'conflict', upstream: 'admin' },
    ),
    reading,
  );
}

function managedElsewhere(manager: string): ProblemError {
  return new ProblemError(
    reasoned(managedBy(manager), {
      title: 'The object is managed elsewhere',
      status: 403,
      code: 'forbidden',
      field: 'labels',
    }),
  );
}

/** The problem with what is known of the write in front of its detail. */
function explained(error: unknown, code: 'written_unread' | 'unconfirmed' | 'unconfirmed_unread'): ReasonedProblem {
  const problem = toProblem(error);
  return reasoned({ code, more: problem.detail ?? '' }, problem);
}

/** Waits a little, longer each time and by chance, so that two writers part ways. */
function pause(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, attempt * (5 + Math.random() * 15)));
}

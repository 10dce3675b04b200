import 'server-only';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { ChangeConflictProblem, ChangeResult, PluginWish } from '@/lib/changes/dto';
import { ProblemError } from '@/lib/http/problem';
import { knownSecretFields } from '@/lib/server/apisix/gateway-facts';
import { maskPluginConfig } from '@/lib/server/apisix/mask';
import { maskState } from '@/lib/server/apisix/route-detail';
import type { GatewayConfig } from '@/lib/server/config';
import type { ChangeContext } from './context';
import type { JsonObject } from './json';
import { oneAtATime } from './one-at-a-time';
import { lastWrite } from './plan-change';
import type { ChangeRecords, ItemOutcome, NewItem } from './records';
import { type RouteReading, stateWith } from './route-reading';
import { routeWriter } from './route-writer';
import { shownIn } from './seen';
import { type LastWrite, wishedCopy } from './wished-copy';
import { ConflictError, outcomeOf, outcomeOfError, sendWrite } from './write-object';

export type ApplyInput = {
  routeId: string;
  plugin: SwitchedPlugin;
  wish: PluginWish;
  /** The plan's. */
  seen: string;
  actor: string;
  /** Epoch ms at which the server restores what was there; null: never. */
  revertAt?: number | null;
};

/**
 * Does what planChange showed: compares what the change touches with what the person saw, writes down that it is about
 * to write, sends the one PATCH, reads back, writes down what became of it. A write that cannot be recorded is not sent.
 * Throws `conflict` with the versions when something it touches has changed since the plan (nothing is written then),
 * `forbidden` for a route that somebody else writes back, and the problems of reading, writing and recording.
 */
export function applyChange(context: ChangeContext, input: ApplyInput): Promise<ChangeResult> {
  const { gateway, records } = context;
  const { routeId, plugin, wish } = input;
  return oneAtATime(`${gateway.id} ${routeId}`, async () => {
    const writer = routeWriter(gateway, plugin);
    const last = await lastWrite(context, plugin, routeId);
    let changeId: string | null = null;
    const close = async (outcome: ItemOutcome) => {
      if (changeId !== null) await closeSingle(records, changeId, outcome);
    };
    const sent = await sendWrite(writer, {
      objectId: routeId,
      seen: input.seen,
      after: (reading) => wishedCopy(reading.situation, wish, last),
      beforeSending: async (reading, after) => {
        changeId = await record(context, input, reading, after);
      },
    }).catch(async (error: unknown) => {
      await close(outcomeOfError(error));
      throw error instanceof ConflictError ? withVersions(gateway, input, error, last) : error;
    });
    if (!sent.isSent) return resultOf(gateway, sent.reading, sent.reading, {}, null);
    const [written = new Error('not read')] = await writer.readBack([sent.reading]);
    const outcome = outcomeOf(writer, sent, written);
    if (!(written instanceof Error) && outcome.status === 'written') outcome.nodes = await writer.checkNodes(written);
    await close(outcome);
    if (written instanceof Error || outcome.problem)
      throw outcome.problem ? new ProblemError(outcome.problem, { cause: sent.failure?.cause }) : written;
    return resultOf(gateway, sent.reading, written, outcome, changeId);
  });
}

async function record(
  { gateway, records }: ChangeContext,
  { plugin, wish, actor, revertAt }: ApplyInput,
  reading: RouteReading,
  after: JsonObject | null,
): Promise<string> {
  const writer = routeWriter(gateway, plugin);
  const item: NewItem = {
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
  };
  const { id } = await records.create({
    gatewayId: gateway.id,
    actor,
    origin: 'person',
    target: { kind: 'route_plugin', plugin },
    wish,
    status: 'running',
    options: null,
    revertAt: revertAt ?? null,
    undoOf: null,
    items: [item],
  });
  return id;
}

async function closeSingle(records: ChangeRecords, changeId: string, outcome: ItemOutcome): Promise<void> {
  await records.noteItem(changeId, 0, outcome);
  const isWritten = outcome.status === 'written' || outcome.status === 'unknown';
  await records.update(changeId, {
    status: 'done',
    endedAt: Date.now(),
    ...(!isWritten && { revertAt: null }),
  });
}

function resultOf(
  gateway: GatewayConfig,
  before: RouteReading,
  written: RouteReading,
  { verified, otherDifferences, nodes }: ItemOutcome,
  changeId: string | null,
): ChangeResult {
  const { plugin } = before.situation;
  const fields = knownSecretFields(gateway);
  return {
    changeId,
    routeId: written.objectId,
    plugin,
    before: maskPluginConfig(plugin, before.own, fields),
    after: maskPluginConfig(plugin, written.own, fields),
    verified: verified ?? true,
    otherDifferences: otherDifferences ?? [],
    nodes: nodes ?? [],
    state: maskState(stateWith(written, written.own), fields),
    at: Date.now(),
  };
}

/** The conflict with what was seen, what is wished of that, and what is there. */
function withVersions(
  gateway: GatewayConfig,
  { plugin, wish, seen }: ApplyInput,
  { problem, found }: ConflictError,
  last: LastWrite,
): ProblemError {
  const shown = shownIn(seen);
  const { own, situation } = found as RouteReading;
  const mask = (config: JsonObject | null) => maskPluginConfig(plugin, config, knownSecretFields(gateway));
  const conflict: ChangeConflictProblem = {
    ...problem,
    versions: {
      seen: shown ?? null,
      wished: mask(wishedCopy({ ...situation, own: shown === undefined ? own : shown }, wish, last)),
      current: mask(own),
    },
  };
  return new ProblemError(conflict);
}

import { expect } from 'vitest';
import type { Span, Trace } from '@/lib/deepflow/dto';
import { emptyL7Row, type L7Row } from '@/sandbox/deepflow/l7-row';
import { handleTracing } from '@/sandbox/deepflow/tracing/handler';
import { memorySource } from '@/sandbox/deepflow/tracing/memory-source';
import { defaultSettings, type TracingSettings } from '@/sandbox/deepflow/tracing/settings';
import type { OwnTags } from './own-tags';
import { fakeGateway, fakeUpstream, recordedTraces } from './testing';
import { answerFromRows, toFakeRow } from './testing-querier';
import { getTrace } from './trace';

/**
 * The tracing service here works by the same rules as deepflow-app over rows that were recorded with it, so that the
 * console may ask it whatever it wants, and more than once.
 */
export const fake = {
  rows: [] as L7Row[],
  settings: defaultSettings as TracingSettings,
  /** What the service answers instead. */
  instead: null as { status: number; body: unknown } | null,
  asked: [] as Record<string, unknown>[],
  statements: [] as string[],
};

let querier: Awaited<ReturnType<typeof fakeUpstream>>;
let app: Awaited<ReturnType<typeof fakeUpstream>>;
export async function openDeepflow() {
  querier = await fakeUpstream((request) => {
    fake.statements.push(new URLSearchParams(request.text).get('sql') ?? '');
    return answerFromRows(fake.rows.map(toFakeRow))(request);
  });
  app = await fakeUpstream(async ({ text }) => {
    const body = JSON.parse(text);
    fake.asked.push(body);
    return (
      fake.instead ??
      (await handleTracing(body, { regions: new Map([['DEFAULT', memorySource(fake.rows)]]), settings: fake.settings }))
    );
  });
}
export const closeDeepflow = () => Promise.all([querier.close(), app.close()]);
export function resetFake() {
  fake.settings = defaultSettings;
  fake.instead = null;
  fake.asked = [];
  fake.statements = [];
}

export const recorded = recordedTraces();

/** Takes the rows of a scenario; the columns that a row lacks are empty. */
export function play(scenario: string): (label: string) => string {
  const line = recorded.find((one) => one.scenario === scenario);
  fake.rows = (line?.rows ?? []).map((row): L7Row => ({ ...emptyL7Row, ...row }));
  const labels = Object.entries(line?.labels ?? {});
  return (label) => labels.find(([, name]) => name === label)?.[0] ?? '';
}

export const open = (callId: string, withAllRows = false, tags: OwnTags = {}): Promise<Trace> =>
  getTrace(fakeGateway({ querierUrl: querier.url, appUrl: app.url, tags }), callId, { withAllRows });

export function spanOf(trace: Trace, rowId: string): Span | undefined {
  return trace.spans.find(({ rowIds }) => rowIds.includes(rowId));
}

export function expectWhole(trace: Trace): void {
  expect(trace.spans.flatMap(({ rowIds }) => rowIds).sort()).toEqual(fake.rows.map(({ _id }) => _id).sort());
}

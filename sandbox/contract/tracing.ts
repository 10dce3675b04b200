import { knownTracingDifferences } from '@/sandbox/contract/known-differences-tracing';
import { type Recording, readRecordings, replay } from '@/sandbox/contract/tracing-recordings';
import type { TracingAnswer } from '@/sandbox/deepflow/tracing/handler';

type Span = Record<string, unknown> & { _ids: string[]; id: number; parent_id: number };

/** Fields that the recorded runs themselves do not repeat, or that positions and ids make incomparable as they are. */
const incomparable = new Set([
  'id',
  '_ids',
  'parent_id',
  'childs',
  'related_ids',
  'deepflow_span_id',
  'deepflow_parent_span_id',
]);

/** Replays every recorded run and compares status, envelope, spans, parents and what else a span says. */
export async function run(): Promise<{ passed: number; failed: { name: string; why: string }[] }> {
  let passed = 0;
  const failed: { name: string; why: string }[] = [];
  const unseen = new Set(Object.keys(knownTracingDifferences));
  for (const recording of readRecordings()) {
    const why = difference(recording, await replay(recording));
    const known = unseen.delete(recording.name);
    if (why === null && known) {
      failed.push({ name: recording.name, why: 'is listed as a known difference but is the same' });
    } else if (why !== null && !known) {
      failed.push({ name: recording.name, why });
    } else {
      passed += 1;
    }
  }
  for (const name of unseen) failed.push({ name, why: 'is listed as a known difference but was not recorded' });
  return { passed, failed };
}

/** The first thing that differs, null when nothing does. */
export function difference(recording: Recording, answer: TracingAnswer): string | null {
  const { response } = recording;
  if (answer.status !== response.status) return `status ${answer.status}, recorded ${response.status}`;
  for (const key of ['OPT_STATUS', 'TYPE'] as const) {
    if (answer.body[key] !== response.body[key]) {
      return `${key} ${String(answer.body[key])}, recorded ${String(response.body[key])}`;
    }
  }
  if (response.status === 200 || response.status === 400) {
    const [ours, theirs] = [answer.body.DESCRIPTION, response.body.DESCRIPTION];
    if (ours !== theirs) return `DESCRIPTION ${String(ours)}, recorded ${String(theirs)}`;
  }
  const [ours, theirs] = [dataOf(answer), dataOf(response)];
  if ((ours === null) !== (theirs === null)) return ours === null ? 'no DATA' : 'DATA where none was recorded';
  if (ours === null || theirs === null) return null;
  return (
    spansDiffer(recording, ours.tracing, theirs.tracing) ??
    servicesDiffer(ours.services, theirs.services) ??
    unlike('host_clock_correction', ours.host_clock_correction, theirs.host_clock_correction)
  );
}

type Data = { tracing: Span[]; services: Record<string, unknown>[]; host_clock_correction: unknown };

function dataOf(answer: TracingAnswer): Data | null {
  const data = answer.body.DATA as Partial<Data> | undefined;
  if (data?.tracing === undefined) return null;
  return { tracing: data.tracing, services: data.services ?? [], host_clock_correction: data.host_clock_correction };
}

/** Spans are the same when they are made of the same rows. */
const keyOf = ({ _ids }: Span) => [..._ids].sort().join('+');

function spansDiffer(recording: Recording, ours: readonly Span[], theirs: readonly Span[]): string | null {
  const label = (key: string) =>
    key
      .split('+')
      .map((id) => recording.labels[id] ?? id)
      .join('+');
  const named = new Map(ours.map((span) => [keyOf(span), span]));
  const missing = theirs.map(keyOf).filter((key) => !named.has(key));
  const recorded = new Set(theirs.map(keyOf));
  const extra = ours.map(keyOf).filter((key) => !recorded.has(key));
  if (missing.length + extra.length > 0 || ours.length !== theirs.length) {
    return `${theirs.length} spans recorded; missing ${missing.map(label).join(' ') || 'none'}; more ${extra.map(label).join(' ') || 'none'}`;
  }
  const [ourName, theirName] = [namer(ours), namer(theirs)];
  for (const theirSpan of theirs) {
    const span = named.get(keyOf(theirSpan));
    if (span === undefined) continue;
    const who = label(keyOf(span));
    const [ourParent, theirParent] = [ourName(span.parent_id), theirName(theirSpan.parent_id)];
    if (ourParent !== theirParent) return `parent of ${who} is ${label(ourParent)}, recorded ${label(theirParent)}`;
    for (const key of Object.keys({ ...span, ...theirSpan })) {
      if (incomparable.has(key)) continue;
      const why = unlike(`${key} of ${who}`, span[key], theirSpan[key]);
      if (why !== null) return why;
    }
    const why =
      unlike(`childs of ${who}`, childrenOf(span, ourName), childrenOf(theirSpan, theirName)) ??
      unlike(`related_ids of ${who}`, relatedOf(span), relatedOf(theirSpan)) ??
      unlike(`deepflow_span_id of ${who}`, treeIdOf(span), treeIdOf(theirSpan));
    if (why !== null) return why;
  }
  return null;
}

function namer(spans: readonly Span[]): (id: number) => string {
  const keys = new Map(spans.map((span) => [span.id, keyOf(span)]));
  return (id) => (id === -1 ? 'none' : (keys.get(id) ?? 'unknown'));
}

function childrenOf({ childs }: Span, name: (id: number) => string): string[] {
  return Array.isArray(childs) ? childs.map((id) => name(Number(id))).sort() : [];
}

/** `<id>-<kinds>-<_id>` without the position. */
function relatedOf({ related_ids }: Span): string[] {
  return Array.isArray(related_ids) ? related_ids.map((text) => String(text).replace(/^\d+-/, '')).sort() : [];
}

/** Without the random part and the position. */
function treeIdOf({ deepflow_span_id }: Span): string {
  return String(deepflow_span_id)
    .replace(/^0x[0-9a-f]+/, '0x')
    .replace(/\.\d+$/, '');
}

/** Order among equal durations is not fixed. */
function servicesDiffer(ours: Data['services'], theirs: Data['services']): string | null {
  const sorted = (services: Data['services']) => services.map((service) => JSON.stringify(ordered(service))).sort();
  return unlike('services', sorted(ours), sorted(theirs));
}

function ordered(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function unlike(what: string, ours: unknown, theirs: unknown): string | null {
  const [a, b] = [JSON.stringify(ordered(ours)), JSON.stringify(ordered(theirs))];
  return a === b ? null : `${what} is ${a}, recorded ${b}`;
}

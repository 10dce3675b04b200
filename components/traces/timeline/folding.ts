import type { OpenedTrace, TraceColumns, TraceTables } from '@/lib/telemetry/trace/columns';
import { foldedFromLevel, foldedService } from '@/lib/telemetry/trace/visible-rows';

/**
 * One thing that was done to fold or open rows. What is folded is what they make of a trace in their order, so that a link
 * holds «fold to level 3» and two exceptions, not ten thousand spans, and a trace that is read anew is folded the same.
 */
export type FoldStep =
  | { kind: 'levels'; levels: number }
  | { kind: 'service'; id: string; isFolded: boolean }
  | { kind: 'span'; id: string; isFolded: boolean };

type Folded = Pick<OpenedTrace, 'columns' | 'tables'>;

export const noSteps: readonly FoldStep[] = [];

/** Indexes of the spans that are folded. Steps that name what the trace does not have do nothing. */
export function foldedBy(steps: readonly FoldStep[], { columns, tables }: Folded): ReadonlySet<number> {
  let folded = new Set<number>();
  for (const step of steps) {
    if (step.kind === 'levels') {
      folded = foldedFromLevel(columns, step.levels - 1);
    } else if (step.kind === 'service') {
      const place = tables.services.findIndex(({ id }) => id === step.id);
      if (place < 0) continue;
      if (step.isFolded) for (const at of foldedService(columns, place)) folded.add(at);
      else for (const at of ofService(columns, place)) folded.delete(at);
    } else {
      const at = placesOf(tables).get(step.id);
      if (at === undefined) continue;
      if (step.isFolded) folded.add(at);
      else folded.delete(at);
    }
  }
  return folded;
}

/** Opens so many levels; null: all. */
export function foldToLevel(levels: number | null): readonly FoldStep[] {
  return levels === null ? noSteps : [{ kind: 'levels', levels }];
}

/**
 * Folds a service at its entrances, or opens whatever of it is folded. Opening makes every former step of the service
 * needless; folding leaves a former opening, which may have opened single spans that are no entrances.
 */
export function foldService(steps: readonly FoldStep[], id: string, isFolded: boolean): readonly FoldStep[] {
  const isNeedless = (step: FoldStep) =>
    step.kind === 'service' && step.id === id && (step.isFolded || step.isFolded === isFolded);
  const others = steps.filter((step) => !isNeedless(step));
  return others.length === 0 && !isFolded ? noSteps : [...others, { kind: 'service', id, isFolded }];
}

/** Folds or opens single spans; what the other steps make of them anyway is not said twice. */
export function foldSpans(
  steps: readonly FoldStep[],
  trace: Folded,
  indexes: readonly number[],
  isFolded: boolean,
): readonly FoldStep[] {
  const ids = new Map(indexes.map((at) => [trace.tables.ids[at] ?? '', at]));
  const others = steps.filter((step) => step.kind !== 'span' || !ids.has(step.id));
  const folded = foldedBy(others, trace);
  const own = [...ids].filter(([, at]) => folded.has(at) !== isFolded);
  return [...others, ...own.map(([id]): FoldStep => ({ kind: 'span', id, isFolded }))];
}

/** Letters that the folding may take in an address: servers and chats cut what is much longer than a line or two. */
const mostLetters = 1200;

/** The steps that an address has room for: rules before single spans, the earlier of these first. */
export function fittingSteps(steps: readonly FoldStep[]): readonly FoldStep[] {
  const isRule = ({ kind }: FoldStep) => kind !== 'span';
  let room = mostLetters;
  const fits = new Set<FoldStep>();
  for (const step of [...steps.filter(isRule), ...steps.filter((one) => !isRule(one))]) {
    room -= encodeURIComponent(writeFoldStep(step)).length + 1;
    if (room < 0) break;
    fits.add(step);
  }
  return fits.size === steps.length ? steps : steps.filter((step) => fits.has(step));
}

/** `l3`, `s.orders` and `c.SPAN` (closed), `o.orders` and `u.SPAN` (opened). */
export function writeFoldStep(step: FoldStep): string {
  if (step.kind === 'levels') return `l${step.levels}`;
  if (step.kind === 'service') return `${step.isFolded ? 's' : 'o'}.${step.id}`;
  return `${step.isFolded ? 'c' : 'u'}.${step.id}`;
}

export function readFoldStep(text: string): FoldStep | null {
  const levels = /^l([1-9]\d{0,4})$/.exec(text)?.[1];
  if (levels !== undefined) return { kind: 'levels', levels: Number(levels) };
  const id = text.slice(2);
  if (text[1] !== '.' || id === '') return null;
  if (text[0] === 's' || text[0] === 'o') return { kind: 'service', id, isFolded: text[0] === 's' };
  return text[0] === 'c' || text[0] === 'u' ? { kind: 'span', id, isFolded: text[0] === 'c' } : null;
}

function* ofService({ count, service }: TraceColumns, place: number) {
  for (let at = 0; at < count; at++) if (service[at] === place) yield at;
}

const places = new WeakMap<TraceTables, Map<string, number>>();

function placesOf(tables: TraceTables): Map<string, number> {
  const known = places.get(tables);
  if (known !== undefined) return known;
  const made = new Map(tables.ids.map((id, at) => [id, at]));
  places.set(tables, made);
  return made;
}

import { type Problem, ProblemError } from '@/lib/http/problem';
import type { OpenedTrace } from './columns';
import type { EnginePreparation, TraceFormat, TraceSource } from './engine';

/** What the page sends to the worker. `id` pairs an answer with its question. */
export type EngineRequest =
  | { id: number; call: 'open'; source: TraceSource }
  | { id: number; call: 'search'; text: string }
  | { id: number; call: 'span'; index: number }
  | { id: number; call: 'exportAs'; format: TraceFormat }
  /** Has no answer. */
  | { id: number; call: 'prepare'; what: EnginePreparation }
  /** Gives up an `open`; nobody waits for its answer any more. */
  | { id: number; call: 'abort' };

export type EngineAnswer = { id: number; value: unknown } | { id: number; problem: Problem };

/** One end of the line between page and worker. */
export type EnginePort = {
  postMessage: (message: unknown, transfer: Transferable[]) => void;
  addEventListener: (type: 'message', listener: (event: MessageEvent) => void) => void;
};

/** Errors do not cross threads as they are; problem documents do. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return {
    type: 'about:blank',
    title: 'The trace could not be read',
    status: 500,
    code: 'internal',
    detail: error instanceof Error ? error.message : String(error),
  };
}

/** The memory to hand over instead of copying it. */
export function transferOf(value: unknown): Transferable[] {
  if (value instanceof Int32Array) return [value.buffer];
  if (!isOpenedTrace(value)) return [];
  return Object.values(value.columns).flatMap((column) => (typeof column === 'number' ? [] : [column.buffer]));
}

function isOpenedTrace(value: unknown): value is OpenedTrace {
  return typeof value === 'object' && value !== null && 'columns' in value;
}

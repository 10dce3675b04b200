import type { Span } from '@/lib/deepflow/dto';
import type { OpenedTrace } from './columns';

/**
 * Where a trace comes from: the console's own API, or a file of the person's (OTLP JSON, Jaeger JSON, or our own).
 * A file may hold several traces: `traceId` says which; without it, the largest.
 */
export type TraceSource =
  | { kind: 'url'; url: string }
  | { kind: 'file'; file: Blob; name: string; traceId?: string | undefined };

export type TraceFormat = 'otlp' | 'jaeger' | 'json';

export type EnginePreparation = 'file' | 'search';

/**
 * Holds one trace with all it carries, off the main thread. Everything is asked by index into the opened trace's columns.
 * All methods reject with ProblemError.
 */
export type TraceEngine = {
  /** Reads, lays out and keeps a trace; the one that was open before is forgotten. */
  open: (source: TraceSource, signal?: AbortSignal) => Promise<OpenedTrace>;
  /** Spans that hold the text in name, place, ids or attributes, case ignored; ascending. */
  search: (text: string) => Promise<Int32Array>;
  span: (index: number) => Promise<Span>;
  /** Does beforehand, when nothing else waits, what reading a file or the first search needs. */
  prepare: (what: EnginePreparation) => void;
  /** The whole trace as a file. */
  exportAs: (format: TraceFormat) => Promise<Blob>;
  close: () => void;
};

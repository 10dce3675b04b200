import type { TraceSource } from '@/lib/telemetry/trace/engine';
import type { TraceInput } from '@/lib/telemetry/trace/lay-out';
import { fileProblem } from './file-problem';

export async function readTraceFile(
  _source: Extract<TraceSource, { kind: 'file' }>,
  _signal?: AbortSignal,
): Promise<TraceInput> {
  throw fileProblem('unreadable', 'Not written yet');
}

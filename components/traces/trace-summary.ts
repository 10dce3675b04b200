import type { Call, Outcome } from '@/lib/deepflow/dto';
import { kindCodes, type OpenedTrace, outcomeCodes } from '@/lib/telemetry/trace/columns';

export type TraceSummary = {
  method: string;
  host: string;
  path: string;
  outcome: Outcome;
  status: number | null;
  startUs: number;
  durationUs: number | null;
};

/**
 * What the head of a trace says: the call as the gateway saw it, or, while that is not known, the first span of a process.
 * The duration without the call is the trace's own length.
 */
export function traceSummary(
  { callId, fileName, startUs, endUs, columns, tables }: OpenedTrace,
  call: Call | null,
): TraceSummary {
  if (call !== null) {
    const { method, host, path, outcome, status, startUs, durationUs } = call;
    return { method, host, path, outcome, status, startUs, durationUs };
  }
  const network = kindCodes.indexOf('N');
  const first = Math.max(
    0,
    columns.kind.findIndex((kind) => kind !== network),
  );
  const status = columns.status[first] ?? -1;
  return {
    method: '',
    host: '',
    path: tables.names[columns.name[first] ?? -1] || fileName || callId || '',
    outcome: outcomeCodes[columns.outcome[first] ?? 4] ?? 'unknown',
    status: status < 0 ? null : status,
    startUs,
    durationUs: endUs - startUs,
  };
}

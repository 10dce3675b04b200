import type { Outcome, SpanFault, SpanKind } from '@/lib/deepflow/dto';
import { kindCodes, type OpenedTrace, outcomeCodes } from './columns';
import { faultsOf } from './faults';
import { decidingRoot } from './known-path';
import { isErrorAt } from './visible-rows';

export type ServiceStats = {
  /** Place in `TraceTables.services`. */
  service: number;
  spans: number;
  errors: number;
  /** As far as it is known; null: of none of its spans. */
  selfUs: number | null;
};

export type TraceStats = {
  kinds: Record<SpanKind, number>;
  outcomes: Record<Outcome, number>;
  /** Only those that occur. */
  faults: Map<SpanFault, number>;
  /** Spans with any of them. */
  faulty: number;
  /** In the order of the table: the service that worked longest first. */
  services: ServiceStats[];
  /** Length of the critical path; null: nobody knows one. */
  criticalUs: number | null;
  depth: number;
};

/** What a trace is made of, in one pass. */
export function traceStats({ columns, tables, isCut }: OpenedTrace): TraceStats {
  const root = decidingRoot(columns, isCut);
  const stats: TraceStats = {
    kinds: { A: 0, S: 0, N: 0 },
    outcomes: { ok: 0, client_error: 0, server_error: 0, timeout: 0, unknown: 0 },
    faults: new Map(),
    faulty: 0,
    services: tables.services.map(({ selfUs }, service) => ({ service, spans: 0, errors: 0, selfUs })),
    criticalUs: root < 0 ? null : (columns.end[root] ?? 0) - (columns.start[root] ?? 0),
    depth: 0,
  };
  for (let at = 0; at < columns.count; at++) {
    stats.kinds[kindCodes[columns.kind[at] ?? 0] ?? 'A']++;
    stats.outcomes[outcomeCodes[columns.outcome[at] ?? 0] ?? 'unknown']++;
    if (columns.fault[at]) stats.faulty++;
    for (const fault of faultsOfSpan(columns.fault[at] ?? 0))
      stats.faults.set(fault, (stats.faults.get(fault) ?? 0) + 1);
    stats.depth = Math.max(stats.depth, columns.depth[at] ?? 0);
    const service = stats.services[columns.service[at] ?? -1];
    if (service === undefined) continue;
    service.spans++;
    if (isErrorAt(columns, at)) service.errors++;
  }
  return stats;
}

const none: readonly SpanFault[] = [];

function faultsOfSpan(bits: number): readonly SpanFault[] {
  return bits === 0 ? none : faultsOf(bits);
}

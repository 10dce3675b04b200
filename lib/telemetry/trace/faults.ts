import { type SpanFault, spanFaults } from '@/lib/deepflow/dto';

/** The bit of a fault in `TraceColumns.fault`. */
export function faultBit(fault: SpanFault): number {
  return 1 << spanFaults.indexOf(fault);
}

export function faultBits(faults: readonly SpanFault[]): number {
  let bits = 0;
  for (const fault of faults) if (spanFaults.includes(fault)) bits |= faultBit(fault);
  return bits;
}

/** The faults that are set, in the order of `spanFaults`. */
export function faultsOf(bits: number): SpanFault[] {
  return spanFaults.filter((fault) => (bits & faultBit(fault)) !== 0);
}

import type { CallNotice } from '@/lib/deepflow/dto';

/** Why a list of calls is empty: the first that holds. */
export type EmptyReason =
  /** The filters let nothing through. */
  | 'filtered'
  /** The gateway does not use the route at all. */
  | 'disabled'
  /** The range lies before what DeepFlow keeps. */
  | 'not_kept'
  /** DeepFlow has neither eBPF nor OTel data of the gateway: nothing can be said about traffic. */
  | 'blind'
  /** Reading stopped at its limit before it found one. */
  | 'scan_limit'
  /** Calls came to its hosts and paths, and other routes took them. */
  | 'taken'
  /** Only OTel data are there, and the route sends none unless its plugin is on. */
  | 'otel_only'
  /** There are calls, and each could be another route's too: none is counted. */
  | 'ambiguous'
  /** A part of the range lies before what DeepFlow keeps, and in the rest there is none. */
  | 'kept_in_part'
  | 'no_traffic';

export function emptyReason(input: {
  isFiltered: boolean;
  notices: readonly CallNotice[];
  otherRoutes: number;
  /** Calls that are not counted because they could be another route's; a list shows them. */
  ambiguous?: number;
  /** From when on DeepFlow keeps anything, where the range begins before it. */
  keptFromS?: number | null;
}): EmptyReason {
  const has = (notice: CallNotice) => input.notices.includes(notice);
  if ((input.ambiguous ?? 0) > 0) return 'ambiguous';
  if (has('route_disabled')) return 'disabled';
  if (has('not_kept')) return 'not_kept';
  if (input.isFiltered) return 'filtered';
  if (has('no_ebpf') && has('no_otel')) return 'blind';
  if (has('scan_limit')) return 'scan_limit';
  if (input.otherRoutes > 0) return 'taken';
  if (has('no_ebpf')) return 'otel_only';
  return (input.keptFromS ?? null) === null ? 'no_traffic' : 'kept_in_part';
}

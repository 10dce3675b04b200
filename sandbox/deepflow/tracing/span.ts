import type { L7Row } from '@/sandbox/deepflow/l7-row';
import type { NetworkSet } from '@/sandbox/deepflow/tracing/network-set';
import type { ProcessSet } from '@/sandbox/deepflow/tracing/process-set';
import { signal } from '@/sandbox/deepflow/tracing/relations';
import { instanceType, noTags, type SideTags } from '@/sandbox/deepflow/tracing/side-tags';

/** Told of every parent that is set, to learn how far the hosts' clocks are apart. */
export type OnMount = (child: Span, parent: Span) => void;

/** One row, or the two halves of one request, as a node of the tree. */
export class Span {
  readonly tags: SideTags = noTags();
  parent: Span | null = null;
  parentInfo: string | null = null;
  readonly children: Span[] = [];
  processSet: ProcessSet | null = null;
  networkSet: NetworkSet | null = null;
  isProcessRoot = false;
  isProcessLeaf = false;
  isNetworkRoot = false;
  selfTime: number;
  serviceUid: string | null = null;
  serviceName: string | null = null;

  constructor(
    /** Position after sorting and merging: the span's `id` in the answer. */
    readonly index: number,
    readonly row: L7Row,
    readonly ids: readonly string[],
    readonly traceIds: readonly string[],
  ) {
    this.selfTime = row.response_duration;
  }

  get point(): string {
    return this.row.observation_point;
  }

  get agent(): number {
    return this.row.agent_id;
  }

  get isApp(): boolean {
    return this.row.signal_source === signal.otel;
  }

  get isProcess(): boolean {
    return this.row.signal_source === signal.ebpf;
  }

  get isPacket(): boolean {
    return this.row.signal_source === signal.packet;
  }

  get duration(): number {
    return this.row.response_duration;
  }

  /** Client's or server's columns are this span's own. */
  get side(): 0 | 1 {
    return this.point.startsWith('c') ? 0 : 1;
  }

  get instanceType(): number {
    return this.side === 0 ? this.row.auto_instance_type_0 : this.row.auto_instance_type_1;
  }

  get instanceName(): string {
    return this.side === 0 ? this.row.auto_instance_0 : this.row.auto_instance_1;
  }

  /**
   * What groups the spans of one process: the instance's id, or for applications without one its name. '' for NICs,
   * which belong to no process.
   */
  get instance(): number | string {
    const { row } = this;
    if (this.isPacket) return '';
    if (this.point === 's-p') return row.auto_instance_id_1;
    if (this.point === 'c-p') return row.auto_instance_id_0;
    const server = row.auto_instance_id_1 || row.auto_instance_1;
    const client = row.auto_instance_id_0 || row.auto_instance_0;
    if (this.point === 's-app') return server || row.app_instance;
    if (this.point === 'c-app') return client || row.app_instance;
    return server || client || row.app_instance;
  }

  get processId(): number {
    if (this.point === 's-p') return this.row.process_id_1;
    return this.point === 'c-p' ? this.row.process_id_0 : 0;
  }

  mount(parent: Span, info: string, onMount: OnMount): void {
    onMount(this, parent);
    this.parent = parent;
    this.parentInfo = info;
    parent.children.push(this);
  }

  /** Undoes `mount`, but for what the clocks have learnt. */
  unmount(): void {
    if (this.parent === null) return;
    const position = this.parent.children.indexOf(this);
    if (position >= 0) this.parent.children.splice(position, 1);
    this.parent = null;
    this.parentInfo = null;
  }

  covers(other: Span): boolean {
    return this.row.start_time <= other.row.start_time && this.row.end_time >= other.row.end_time;
  }

  /** Started before the other and, having lost its answer, has no end to compare. */
  mayCover(other: Span): boolean {
    return this.covers(other) || (this.row.start_time <= other.row.start_time && this.duration === 0);
  }

  /** Began before the other and was over before it, or lost its answer. */
  precedes(other: Span): boolean {
    const before = this.row.start_time <= other.row.start_time;
    return before && (this.row.end_time < other.row.end_time || this.duration === 0);
  }

  startsBefore(other: Span): boolean {
    return this.row.start_time <= other.row.start_time;
  }

  /** Two process spans of one process, or at least of one pod. */
  isSameProcess(other: Span): boolean {
    if (this.agent !== other.agent) return false;
    if (this.processId !== 0 && this.processId === other.processId) return true;
    const pods = [this, other].every((span) => span.instanceType === instanceType.pod);
    return pods && this.instance !== 0 && this.instance === other.instance;
  }
}

/** Spans of one set were already set in relation there. */
export function inOneSet(one: Span, other: Span): boolean {
  const sameNetwork = one.networkSet !== null && one.networkSet === other.networkSet;
  const sameProcess = one.processSet !== null && one.processSet.key === other.processSet?.key;
  return sameNetwork || sameProcess;
}

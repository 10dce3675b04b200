import { zstdFrame } from '@/sandbox/deepflow/profile/zstd';

/** One stack of profile.in_process with the time or memory spent in its last function. */
export type ProfileRow = {
  /** Epoch µs at which the agent put the samples together. */
  createdUs: number;
  /** Epoch µs at which the batch was written. */
  writtenUs: number;
  appService: string;
  appInstance: string;
  /** Functions from the outermost, joined by `;`. */
  stack: string;
  value: number;
  unit: string;
  eventType: string;
  languageType: string;
  processId: number;
  gprocessId: number;
  /** Epoch ms. */
  processStartMs: number;
  agentId: number;
  ip: string;
  subnetId: number;
  vpcId: number;
  hostId: number;
  podId: number;
  podNodeId: number;
  podNsId: number;
  podClusterId: number;
  podGroupId: number;
  serviceId: number;
  autoInstance: { type: number; id: number };
  autoService: { type: number; id: number };
  l3Device: { type: number; id: number };
};

/** `escaped`: text that is written as it is. */
type Cell = string | number | { escaped: string } | readonly string[];

export const profileColumns = [
  ...['time', '_id', 'ip4', 'is_ipv4', 'app_service', 'profile_location_str', 'profile_value', 'profile_value_unit'],
  ...['profile_event_type', 'profile_create_timestamp', 'profile_in_timestamp', 'profile_language_type'],
  ...['app_instance', 'tag_names', 'tag_values', 'compression_algo', 'process_id', 'process_start_time'],
  ...['gprocess_id', 'agent_id', 'region_id', 'az_id', 'subnet_id', 'l3_epc_id', 'host_id', 'pod_id', 'pod_node_id'],
  ...['pod_ns_id', 'pod_cluster_id', 'pod_group_id', 'auto_instance_id', 'auto_instance_type', 'auto_service_id'],
  ...['auto_service_type', 'l3_device_type', 'l3_device_id', 'service_id', 'team_id'],
];

const counterMask = 0x3_ffffn;
let counter = BigInt(Math.floor(Math.random() * Number(counterMask)));

/** `second << 32 | agent << 18 | counter` (server/ingester/profile/dbwriter/profile.go). */
function nextId(second: number, agentId: number): string {
  counter = (counter + 1n) & counterMask;
  return ((BigInt(second) << 32n) | ((BigInt(agentId) & 0x3fffn) << 18n) | counter).toString();
}

const decimalSeconds = (us: number) => `${Math.trunc(us / 1e6)}.${String(us % 1e6).padStart(6, '0')}`;

/** A row's tags, which are also listed for `show tag … values`. */
function profileTags(row: ProfileRow): [name: string, value: string][] {
  return [
    ['app_service', row.appService],
    ['profile_language_type', row.languageType],
    ['trace_id', ''],
    ['span_name', ''],
    ['app_instance', row.appInstance],
  ];
}

/** The row as a line of ClickHouse's TSV, in the order of `profileColumns`; only TSV carries the bytes of a frame. */
export function profileLine(row: ProfileRow): string {
  const second = Math.trunc(row.createdUs / 1e6);
  const tags = profileTags(row);
  const cells: Cell[] = [
    ...[second, nextId(second, row.agentId), row.ip, 1, row.appService, frameText(row.stack), row.value, row.unit],
    ...[row.eventType, decimalSeconds(row.createdUs), decimalSeconds(row.writtenUs), row.languageType],
    ...[row.appInstance, tags.map(([name]) => name), tags.map(([, value]) => value), 'zstd', row.processId],
    `${Math.trunc(row.processStartMs / 1e3)}.${String(row.processStartMs % 1e3).padStart(3, '0')}`,
    ...[row.gprocessId, row.agentId, 1, 1, row.subnetId, row.vpcId, row.hostId, row.podId, row.podNodeId],
    ...[row.podNsId, row.podClusterId, row.podGroupId, row.autoInstance.id, row.autoInstance.type],
    ...[row.autoService.id, row.autoService.type, row.l3Device.type, row.l3Device.id, row.serviceId, 1],
  ];
  return cells.map(cellText).join('\t');
}

/** Processes run the same code again and again. */
const knownFrames = new Map<string, { escaped: string }>();
const mostFrames = 10_000;

/** A stack's frame with each byte escaped. */
function frameText(stack: string): { escaped: string } {
  const known = knownFrames.get(stack);
  if (known !== undefined) return known;
  const escaped = zstdFrame(stack).toString('hex').replace(/../g, '\\x$&');
  const text = { escaped };
  if (knownFrames.size < mostFrames) knownFrames.set(stack, text);
  return text;
}

function cellText(cell: Cell): string {
  if (typeof cell === 'number') {
    return String(cell);
  }
  if (typeof cell === 'object' && 'escaped' in cell) {
    return cell.escaped;
  }
  return typeof cell === 'string' ? escaped(cell) : `[${cell.map((item) => `'${escaped(item, "'")}'`).join(',')}]`;
}

function escaped(text: string, quote = ''): string {
  const plain = text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n');
  return quote === '' ? plain : plain.replaceAll(quote, `\\${quote}`);
}

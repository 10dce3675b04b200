import type { L7Row } from '@/sandbox/deepflow/l7-row';

/** What a span says of its own side, once its set has decided; null until then. */
export type SideTags = {
  auto_service_id: number | null;
  auto_service: string | null;
  auto_service_type: number | null;
  auto_instance_type: number | null;
  subnet_id: number | null;
  subnet: string | null;
  ip: string | null;
  process_kname: string | null;
  process_id: number | null;
  gprocess: string | null;
};

export const serviceKeys = ['auto_service_id', 'auto_service', 'auto_service_type', 'auto_instance_type'] as const;
export const processKeys = ['subnet_id', 'subnet', 'ip', 'process_kname', 'process_id', 'gprocess'] as const;

export const instanceType = { internet: 0, chost: 1, pod: 10, podNode: 14, ip: 255 } as const;

export function noTags(): SideTags {
  return {
    auto_service_id: null,
    auto_service: null,
    auto_service_type: null,
    auto_instance_type: null,
    subnet_id: null,
    subnet: null,
    ip: null,
    process_kname: null,
    process_id: null,
    gprocess: null,
  };
}

/** A row's columns of one side, under the names without the side. */
export function sideOf(row: L7Row, side: 0 | 1): SideTags {
  return side === 0
    ? {
        auto_service_id: row.auto_service_id_0,
        auto_service: row.auto_service_0,
        auto_service_type: row.auto_service_type_0,
        auto_instance_type: row.auto_instance_type_0,
        subnet_id: row.subnet_id_0,
        subnet: row.subnet_0,
        ip: row.ip_0,
        process_kname: row.process_kname_0,
        process_id: row.process_id_0,
        gprocess: row.gprocess_0,
      }
    : {
        auto_service_id: row.auto_service_id_1,
        auto_service: row.auto_service_1,
        auto_service_type: row.auto_service_type_1,
        auto_instance_type: row.auto_instance_type_1,
        subnet_id: row.subnet_id_1,
        subnet: row.subnet_1,
        ip: row.ip_1,
        process_kname: row.process_kname_1,
        process_id: row.process_id_1,
        gprocess: row.gprocess_1,
      };
}

export function copyTag(from: SideTags, to: SideTags, key: keyof SideTags): void {
  Object.assign(to, { [key]: from[key] });
}

/** Nobody knew the resource behind the address when the row was written: a later row may know more. */
export function isOnlyAddress(tags: SideTags): boolean {
  return [tags.auto_service_type, tags.auto_instance_type].some(
    (type) => type === instanceType.ip || type === instanceType.internet,
  );
}

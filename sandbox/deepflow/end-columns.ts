import type { EndTags } from '@/sandbox/deepflow/inventory';
import type { L7Row } from '@/sandbox/deepflow/l7-row';

/** The tags of a row's client, in its columns. */
export function clientColumns(tags: EndTags): Partial<L7Row> {
  return {
    ip_0: tags.ip,
    l3_epc_id_0: tags.l3_epc_id,
    subnet_id_0: tags.subnet_id,
    subnet_0: tags.subnet,
    auto_instance_type_0: tags.auto_instance_type,
    auto_instance_id_0: tags.auto_instance_id,
    auto_instance_0: tags.auto_instance,
    auto_service_type_0: tags.auto_service_type,
    auto_service_id_0: tags.auto_service_id,
    auto_service_0: tags.auto_service,
    pod_id_0: tags.pod_id,
  };
}

/** The tags of a row's server, in its columns. */
export function serverColumns(tags: EndTags): Partial<L7Row> {
  return {
    ip_1: tags.ip,
    l3_epc_id_1: tags.l3_epc_id,
    subnet_id_1: tags.subnet_id,
    subnet_1: tags.subnet,
    auto_instance_type_1: tags.auto_instance_type,
    auto_instance_id_1: tags.auto_instance_id,
    auto_instance_1: tags.auto_instance,
    auto_service_type_1: tags.auto_service_type,
    auto_service_id_1: tags.auto_service_id,
    auto_service_1: tags.auto_service,
    pod_id_1: tags.pod_id,
  };
}

import type { CallFilterValues } from '@/components/traces/search-params';
import { outcomes } from '@/components/traces/search-params';
import type { Comparison } from '@/lib/deepflow/distribution';

type Name = Comparison['attributes'][number]['name'];

/** The filters that keep the calls with one value of an attribute; null where no filter can. */
export function filterBy(name: Name, value: string, values: CallFilterValues): Partial<CallFilterValues> | null {
  if (name.startsWith('attribute.')) {
    const attr = `${name.slice('attribute.'.length)}=${value}`;
    return { attr: [...values.attr.filter((one) => one !== attr), attr] };
  }
  switch (name) {
    case 'status':
      return { status: [Number(value)] };
    case 'outcome':
      return { outcome: outcomes.filter((one) => one === value) };
    case 'method':
      return { method: [value] };
    case 'upstream_service':
      return { upstream: value };
    case 'client_pod':
      return { clientPod: value };
    case 'host':
    case 'path':
    case 'client':
    case 'upstream':
      return { [name]: value };
    default:
      return null;
  }
}

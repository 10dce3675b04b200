import type { Span } from '@/lib/deepflow/dto';

/** Filters of a route's calls, as they stand in the address of its traces tab. */
export type FilterParams = Record<string, string>;

/** An attribute with a longer value is no filter that a person means. */
const longestValue = 200;

const names: Record<string, 'method' | 'status' | 'host' | 'path' | 'client'> = {
  'http.method': 'method',
  'http.request.method': 'method',
  request_type: 'method',
  'http.status_code': 'status',
  'http.response.status_code': 'status',
  'http.host': 'host',
  'http.server_name': 'host',
  'net.host.name': 'host',
  request_domain: 'host',
  'http.target': 'path',
  'http.url': 'path',
  'url.path': 'path',
  'url.full': 'path',
  request_resource: 'path',
  'http.client_ip': 'client',
  'client.address': 'client',
};

/**
 * The filter by which a route's calls with this value are found, null where there is none. Filters are about the request
 * at the gateway, so that only the gateway's own spans have them; the trace id is every span's.
 */
export function filterFor(attribute: Span['attributes'][number], span: Pick<Span, 'kind'>): FilterParams | null {
  const { name, value, isColumn } = attribute;
  if (value === '' || value.length > longestValue) return null;
  const known = names[name];
  if (known === 'path') {
    const path = pathOf(value);
    return path === null ? null : { path };
  }
  if (known === 'status') return /^[1-5]\d\d$/.test(value) ? { status: value } : null;
  if (known === 'method') return /^[A-Z]+$/.test(value) ? { method: value } : null;
  if (known !== undefined) return { [known]: value };
  if (span.kind !== 'A' || isColumn) return null;
  // A comma stands between the members of a list in the address.
  return { attr: `${name}=${value}`.replaceAll(',', '%2C') };
}

function pathOf(value: string): string | null {
  const path = /^[a-z]+:\/\//i.test(value) ? value.replace(/^[a-z]+:\/\/[^/?#]*/i, '') : value;
  const end = path.search(/[?#]/);
  const bare = end < 0 ? path : path.slice(0, end);
  return bare === '' ? null : bare;
}

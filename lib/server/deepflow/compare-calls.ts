import 'server-only';
import type { CallAttribute, Comparison } from '@/lib/deepflow/distribution';
import { bareHost } from '@/lib/deepflow/join-calls';
import { excess, overRepresented, type ValueCount } from '@/lib/deepflow/over-represented';
import type { RouteCall } from './scan';

/** What gateway spans are compared by, beside what every call has (apisix/plugins/opentelemetry.lua sets them). */
export const comparedAttributes = ['apisix.response_source', 'apisix.service_name', 'http.user_agent'] as const;

type Name = Comparison['attributes'][number]['name'];

const mostValues = 5;

/** A call's values by attribute; none where it is not known. A call sent to two upstreams has both. */
const readers: [Name, (call: RouteCall) => readonly string[]][] = [
  own('status', ({ seen }) => [seen.status === null ? '' : String(seen.status)]),
  own('outcome', ({ seen }) => [seen.outcome]),
  own('method', ({ seen }) => [seen.method]),
  own('host', ({ seen, span }) => [bareHost(seen.host || (span?.host ?? ''))]),
  own('path', ({ seen }) => [seen.path.split('?', 1)[0] ?? '']),
  own('client', ({ seen }) => [seen.client]),
  own('client_pod', ({ row }) => [row?.extra?.pod_0 ?? '']),
  own('client_region', ({ row }) => [row?.extra?.region_0 ?? '']),
  own('upstream', ({ upstreams }) => (upstreams ?? []).map(({ instance }) => instance)),
  own('upstream_service', ({ upstreams }) => (upstreams ?? []).map(({ service }) => service)),
  own('gateway', ({ seen }) => [seen.server]),
  ...comparedAttributes.map((name) => own(`attribute.${name}`, ({ span }) => [span?.extra?.[name] ?? ''])),
];

function own(name: CallAttribute | `attribute.${string}`, values: (call: RouteCall) => readonly string[]) {
  const known = (call: RouteCall) => [...new Set(values(call))].filter((value) => value !== '');
  return [name, known] as [Name, typeof known];
}

/** Which values the selected calls have more often than the others do, attribute by attribute. */
export function compareCalls(calls: readonly RouteCall[], isSelected: (call: RouteCall) => boolean): Comparison {
  const selection = new Set(calls.filter(isSelected));
  const attributes = readers.flatMap(([name, valuesOf]) => {
    const known = { selected: 0, rest: 0 };
    const counts = new Map<string, ValueCount>();
    for (const call of calls) {
      const side = selection.has(call) ? 'selected' : 'rest';
      const values = valuesOf(call);
      if (values.length > 0) known[side] += 1;
      for (const value of values) {
        const count = counts.get(value) ?? { value, selected: 0, rest: 0 };
        count[side] += 1;
        counts.set(value, count);
      }
    }
    const values = overRepresented(counts.values(), known, mostValues);
    return values.length > 0 ? [{ name, known, values }] : [];
  });
  const clearest = ({ values: [first], known }: Comparison['attributes'][number]) => (first ? excess(first, known) : 0);
  return {
    selected: selection.size,
    rest: calls.length - selection.size,
    attributes: attributes.sort((a, b) => clearest(b) - clearest(a)),
  };
}

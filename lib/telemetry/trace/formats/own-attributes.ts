import { type Span, spanFaults } from '@/lib/deepflow/dto';
import type { Attribute } from './foreign-span';

/** How a field of a span that other systems do not have, or would read otherwise, is written as an attribute. */
type OwnField = { name: string; write: (span: Span) => string; read: (span: Span, text: string) => void };

function ownText(name: string, key: 'id' | 'kind' | 'name' | 'point' | 'instance' | 'host' | 'protocol' | 'outcome') {
  return {
    name: `deepflow.${name}`,
    write: (span: Span) => span[key],
    read: (span: Span, text: string) => {
      (span as Record<typeof key, string>)[key] = text;
    },
  };
}

/** Blank is null. */
function ownNullable(
  name: string,
  key: 'service' | 'serviceId' | 'traceId' | 'spanId' | 'routeId' | 'flowId' | 'linkedBy' | 'parentId',
) {
  return {
    name: `deepflow.${name}`,
    write: (span: Span) => span[key] ?? '',
    read: (span: Span, text: string) => {
      span[key] = text === '' ? null : text;
    },
  };
}

function ownNumber(name: string, key: 'startUs' | 'endUs' | 'durationUs' | 'shiftUs' | 'status') {
  return {
    name: `deepflow.${name}`,
    write: (span: Span) => (span[key] === null ? '' : String(span[key])),
    read: (span: Span, text: string) => {
      (span as Record<typeof key, number | null>)[key] = text === '' ? null : Number(text);
    },
  };
}

/** Words that hold no comma. */
function ownList(name: string, key: 'rowIds' | 'faults') {
  return {
    name: `deepflow.${name}`,
    write: (span: Span) => span[key].join(','),
    read: (span: Span, text: string) => {
      const words = text === '' ? [] : text.split(',');
      Object.assign(span, { [key]: key === 'faults' ? spanFaults.filter((fault) => words.includes(fault)) : words });
    },
  };
}

export const parentField: OwnField = ownNullable('parent_id', 'parentId');

const ownFields: OwnField[] = [
  ownText('kind', 'kind'),
  ownText('id', 'id'),
  ownText('point', 'point'),
  ownText('instance', 'instance'),
  ownText('host', 'host'),
  ownText('protocol', 'protocol'),
  ownText('outcome', 'outcome'),
  ownNumber('status', 'status'),
  ownNullable('service', 'service'),
  ownNullable('service_id', 'serviceId'),
  ownNullable('trace_id', 'traceId'),
  ownNullable('span_id', 'spanId'),
  ownNullable('route_id', 'routeId'),
  ownNullable('flow_id', 'flowId'),
  ownNullable('linked_by', 'linkedBy'),
  ownNumber('start_us', 'startUs'),
  ownNumber('end_us', 'endUs'),
  ownNumber('duration_us', 'durationUs'),
  ownNumber('shift_us', 'shiftUs'),
  ownList('row_ids', 'rowIds'),
  ownList('faults', 'faults'),
];

const byName = new Map([...ownFields, parentField].map((field) => [field.name, field]));

/** Attributes that say of a span what a plain reading of the rest of its record would not. */
export function ownAttributes(span: Span, plain: Span): Attribute[] {
  const names = new Set(span.attributes.map(({ name }) => name));
  return ownFields.flatMap((field) => {
    const value = field.write(span);
    // One that the span carries itself would be taken for ours unless ours comes first.
    return value === field.write(plain) && !names.has(field.name) ? [] : [{ name: field.name, value }];
  });
}

/** Reads our attributes back into a span and takes them off its list; of two with one name the first is ours. */
export function takeOwnAttributes(span: Span): void {
  const { attributes } = span;
  let kept = 0;
  let taken: OwnField[] | null = null;
  for (const attribute of attributes) {
    const field = byName.get(attribute.name);
    if (field === undefined || taken?.includes(field)) {
      attributes[kept++] = attribute;
      continue;
    }
    taken ??= [];
    taken.push(field);
    field.read(span, attribute.value);
  }
  attributes.length = kept;
}

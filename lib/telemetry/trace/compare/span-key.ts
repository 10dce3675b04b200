import type { OpenedTrace } from '@/lib/telemetry/trace/columns';

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
/** Hexadecimal with a digit in it: words such as `feedback` stay. */
const hex = /\b(?=[a-f]*\d)[0-9a-f]{8,}\b/gi;

/** The name of an operation without what differs from request to request: queries, numbers and ids. */
export function foldIds(name: string): string {
  return name.replace(/\?.*$/s, '').replace(uuid, '*').replace(hex, '*').replace(/\d+/g, '*');
}

/** By what spans of two traces are the same: kind, point, service and operation. */
export type SpanKeys = {
  isNetwork: (index: number) => boolean;
  /** With the operation's name. */
  full: (index: number) => string;
  /** Without it. */
  place: (index: number) => string;
  isServer: (index: number) => boolean;
};

export function keysOf({ columns, tables }: OpenedTrace): SpanKeys {
  const names = tables.names.map(foldIds);
  const point = (index: number) => tables.points[columns.point[index] ?? -1] ?? '';
  const place = (index: number) =>
    `${columns.kind[index]}|${point(index)}|${tables.services[columns.service[index] ?? -1]?.name ?? ''}`;
  return {
    isNetwork: (index) => columns.kind[index] === 2,
    full: (index) => `${place(index)}|${names[columns.name[index] ?? -1] ?? ''}`,
    place,
    isServer: (index) => point(index) === 's-p' || point(index) === 's-app',
  };
}

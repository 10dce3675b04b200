import type { TraceNotice } from '@/lib/deepflow/dto';
import { isObject } from './checked';
import type { Attribute } from './foreign-span';

type Kind = TraceNotice['kind'];
type Fields<Name extends Kind> = Omit<Extract<TraceNotice, { kind: Name }>, 'kind'>;

const isText = (value: unknown) => typeof value === 'string';
const isNumber = (value: unknown) => typeof value === 'number';

/** What each kind of notice says: every one of them, or this does not compile. */
const fieldsOf: { [Name in Kind]: { [Field in keyof Fields<Name>]: (value: unknown) => boolean } } = {
  partial: { detail: isText },
  service_failed: { detail: isText },
  from_rows: {},
  cut: { shown: isNumber, found: (value) => value === null || isNumber(value) },
  completed: { rows: isNumber },
  missing_parents: { count: isNumber },
  foreign_roots: { count: isNumber },
  rings: { count: isNumber },
  clock_corrected: { hosts: isNumber },
  doubtful_times: { count: isNumber },
  spans_only: {},
  merged: { by: isText },
};

export const noticeKinds = Object.keys(fieldsOf) as Kind[];

/** Of a list in a file the notices that this console has words for. */
export function noticesAmong(list: readonly unknown[]): TraceNotice[] {
  return list.filter(isNotice);
}

function isNotice(value: unknown): value is TraceNotice {
  if (!isObject(value)) return false;
  const kind = noticeKinds.find((known) => known === value.kind);
  return kind !== undefined && Object.entries(fieldsOf[kind]).every(([field, fits]) => fits(value[field]));
}

/** How other systems' formats carry the notices of a trace: as a text that all of its resources or processes have. */
const name = 'routelens.notices';

/** The attribute that says them; none where there is nothing to say. */
export function noticesAttribute(notices: readonly TraceNotice[]): Attribute[] {
  return notices.length === 0 ? [] : [{ name, value: JSON.stringify(notices) }];
}

/** Takes that attribute off what a resource says; blank where there is none. */
export function takeNotices(attributes: Attribute[]): string {
  const at = attributes.findIndex((attribute) => attribute.name === name);
  return at < 0 ? '' : (attributes.splice(at, 1)[0]?.value ?? '');
}

/** The notices of such texts, each once. */
export function noticesOf(texts: Iterable<string>): TraceNotice[] {
  const each = new Map<string, TraceNotice>();
  for (const text of texts) for (const notice of noticesAmong(parsed(text))) each.set(JSON.stringify(notice), notice);
  return [...each.values()];
}

function parsed(text: string): unknown[] {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

/** What stands for an id in an endpoint. */
export const idMark = '{id}';

/**
 * The endpoint of a request target: its path without query, each segment that is an id written as `{id}`, so that
 * `/orders/7?x=1` and `/orders/8` are one. Nothing but these segments is changed: what differs in case, in its last slash
 * or in its percent escapes stays apart.
 * DeepFlow's own `endpoint` is not used: an agent cuts it after two segments unless it is told otherwise.
 */
export function endpointOf(target: string): string {
  const end = target.search(/[?#]/);
  const path = (end < 0 ? target : target.slice(0, end)).replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '');
  if (path === '') return '/';
  return path
    .split('/')
    .map((segment) => (isId(segment) ? idMark : segment))
    .join('/');
}

const idForms = [
  /^\d+$/,
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  /** A hash, an ObjectId. */
  /^(?=.*\d)[0-9a-f]{12,}$/i,
  /** A ULID, a KSUID, a random token: names are seldom as long and as full of digits. */
  /^(?=(.*\d){3})[0-9A-Za-z]{20,}$/,
  /** `u1053`, `ord-2041`: a number behind what kind of number it is; `v1` and `utf8` are none. */
  /^[A-Za-z]{1,4}[-_]?\d{3,}$/,
];

/** Whether a segment of a path looks like an id. */
function isId(segment: string): boolean {
  return idForms.some((form) => form.test(segment));
}

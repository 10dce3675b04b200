import type { Span } from './dto';

type Attributes = Span['attributes'];

/** The attributes of a row or span from their JSON text, sorted by name; a text that is no object has none. */
export function attributesOf(json: string | null): Attributes {
  if (json === null || json === '') return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return [];
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return [];
  return Object.entries(parsed)
    .map(([name, value]) => ({ name, value: typeof value === 'string' ? value : JSON.stringify(value) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The route that a gateway span names. */
export function routeIdOf(attributes: Attributes): string | null {
  return attributes.find(({ name }) => name === 'apisix.route_id')?.value ?? null;
}

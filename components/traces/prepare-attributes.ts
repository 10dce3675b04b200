type Attribute = { name: string; value: string };
export type AttributeGroup = { name: string | null; attributes: Attribute[] };

/**
 * Attributes by the first part of their name (`http.`, `apisix.`), groups and names in alphabetical order.
 * What stands alone goes to the last group, which has no name. `text` keeps those that have it in name or value.
 */
export function groupAttributes(attributes: readonly Attribute[], text: string): AttributeGroup[] {
  const wanted = text.trim().toLowerCase();
  const kept = attributes.filter(
    ({ name, value }) => wanted === '' || name.toLowerCase().includes(wanted) || value.toLowerCase().includes(wanted),
  );
  const byPrefix = new Map<string, Attribute[]>();
  for (const attribute of kept) {
    const dot = attribute.name.indexOf('.');
    const prefix = dot > 0 ? attribute.name.slice(0, dot) : '';
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), attribute]);
  }
  const rest: Attribute[] = [];
  const groups: AttributeGroup[] = [];
  for (const [prefix, members] of byPrefix) {
    if (prefix === '' || members.length === 1) rest.push(...members);
    else groups.push({ name: prefix, attributes: members.sort(byName) });
  }
  groups.sort((a, b) => compare(a.name ?? '', b.name ?? ''));
  if (rest.length > 0) groups.push({ name: null, attributes: rest.sort(byName) });
  return groups;
}

function byName(a: Attribute, b: Attribute): number {
  return compare(a.name, b.name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

type Attribute = { name: string; value: string };
export type AttributeGroup = { name: string | null; attributes: Attribute[] };

/**
 * Attributes by the first part of their name (`http.`, `apisix.`), groups and names in alphabetical order.
 * What stands alone goes to the last group, which has no name. `text` keeps those that have it in name or value,
 * each in the group that it has without a search.
 */
export function groupAttributes(attributes: readonly Attribute[], text: string): AttributeGroup[] {
  const byPrefix = new Map<string, Attribute[]>();
  for (const attribute of attributes) {
    const prefix = prefixOf(attribute);
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), attribute]);
  }
  const named: AttributeGroup[] = [];
  const alone: Attribute[] = [];
  for (const [prefix, members] of byPrefix) {
    if (prefix === '' || members.length === 1) alone.push(...members);
    else named.push({ name: prefix, attributes: members });
  }
  named.sort((a, b) => compare(a.name ?? '', b.name ?? ''));
  return [...named, { name: null, attributes: alone }]
    .map(({ name, attributes: members }) => ({
      name,
      attributes: members.filter((attribute) => has(attribute, text)).sort((a, b) => compare(a.name, b.name)),
    }))
    .filter((group) => group.attributes.length > 0);
}

function prefixOf({ name }: Attribute): string {
  return name.slice(0, Math.max(0, name.indexOf('.')));
}

function has({ name, value }: Attribute, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return wanted === '' || name.toLowerCase().includes(wanted) || value.toLowerCase().includes(wanted);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

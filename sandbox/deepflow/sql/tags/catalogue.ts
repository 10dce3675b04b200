import { alertItem, alertTags, isAlertTable } from '@/sandbox/deepflow/sql/tags/alert-tags';
import { enumTags } from '@/sandbox/deepflow/sql/tags/enums';
import { fieldTags } from '@/sandbox/deepflow/sql/tags/fields';
import { mapItemTag, parseMapItem, rowMapTag } from '@/sandbox/deepflow/sql/tags/map-items';
import { nicTags } from '@/sandbox/deepflow/sql/tags/nic-fields';
import { resourceTags } from '@/sandbox/deepflow/sql/tags/resources';
import type { Tag, TagMap } from '@/sandbox/deepflow/sql/tags/tag';

const tags: TagMap = new Map();
resourceTags(tags);
fieldTags(tags);
nicTags(tags);
enumTags(tags);

const tagsOfAlerts = alertTags();
const user = tags.get('user');
if (user !== undefined) {
  tagsOfAlerts.set('user', user);
}

const tagsOf = (table: string) => (isAlertTable(table) ? tagsOfAlerts : tags);

/** Names that only functions (Enum, toString) know something of: they are selected and compared as plain columns. */
function hasFunctionsAlone({ enumeration, text, ...plain }: Tag): boolean {
  return (enumeration !== undefined || text !== undefined) && Object.keys(plain).length === 0;
}

/** Everything known of a tag by its full name; undefined for a name that is a plain column or nothing at all. */
export function findTag(name: string, table: string): Tag | undefined {
  return tagsOf(table).get(name);
}

/** The tag as it is selected, grouped and compared; undefined where the name has only functions (Enum, toString). */
export function findPlainTag(name: string, table: string): Tag | undefined {
  const tag = findTag(name, table);
  return tag === undefined || hasFunctionsAlone(tag) ? undefined : tag;
}

/** One key of a resource's map, such as `k8s.label.x`; alerts have none, see alert-tags. */
export function resourceItem(name: string, table: string): Tag | undefined {
  const item = isAlertTable(table) ? null : parseMapItem(name, table);
  return item === null ? undefined : mapItemTag(item, (plain) => findPlainTag(plain, table));
}

/** One key of the row's own map, `attribute.x` or `tag.x`. */
export function rowItem(name: string, table: string): Tag | undefined {
  const map = (['attribute', 'tag'] as const).find((prefix) => name.startsWith(`${prefix}.`));
  return map === undefined || isAlertTable(table) ? undefined : rowMapTag(map, name.slice(map.length + 1));
}

/** A tag by its name in a table, keys of maps included. */
export function tagOf(name: string, table: string): Tag | undefined {
  const item = isAlertTable(table) ? alertItem(name) : (resourceItem(name, table) ?? rowItem(name, table));
  return findPlainTag(name, table) ?? item;
}

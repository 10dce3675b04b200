import { enumTags } from '@/sandbox/deepflow/sql/tags/enums';
import { fieldTags } from '@/sandbox/deepflow/sql/tags/fields';
import { nicTags } from '@/sandbox/deepflow/sql/tags/nic-fields';
import { resourceTags } from '@/sandbox/deepflow/sql/tags/resources';
import type { Tag, TagMap } from '@/sandbox/deepflow/sql/tags/tag';

const tags: TagMap = new Map();
resourceTags(tags);
fieldTags(tags);
nicTags(tags);
enumTags(tags);

/** Names that only functions (Enum, toString) know something of: they are selected and compared as plain columns. */
const functionOnly = new Set<string>();
for (const [name, { enumeration, text, ...plain }] of tags) {
  if ((enumeration !== undefined || text !== undefined) && Object.keys(plain).length === 0) {
    functionOnly.add(name);
  }
}

/** Everything known of a tag by its full name; undefined for a name that is a plain column or nothing at all. */
export function findTag(name: string): Tag | undefined {
  return tags.get(name);
}

/** The tag as it is selected, grouped and compared; undefined where the name has only functions (Enum, toString). */
export function findPlainTag(name: string): Tag | undefined {
  return functionOnly.has(name) ? undefined : tags.get(name);
}

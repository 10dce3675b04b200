import { QueryError } from '@/sandbox/deepflow/sql/errors';
import { addFilter } from '@/sandbox/deepflow/sql/plan';
import { presentFilter } from '@/sandbox/deepflow/sql/presence';
import { isOnlyInWhere, nameOf, type Reading } from '@/sandbox/deepflow/sql/reading';
import { checkNic } from '@/sandbox/deepflow/sql/select-rules';
import { groupColumns, type Name, selectColumns } from '@/sandbox/deepflow/sql/tag-columns';

/** Resources of which a row may have none: grouping by one leaves such rows out. */
const groupedWhenPresent = new Set([
  ...['vpc', 'l2_vpc', 'chost', 'router', 'dhcpgw', 'redis', 'rds', 'lb', 'natgw', 'chost_ip', 'chost_hostname'],
]);

/** Reads the GROUP BY: names and aliases; what is neither is left out, as the real engine does. */
export function readGroups(reading: Reading): void {
  const { groupBy } = reading.select;
  checkNic(groupBy, 'group', reading.context);
  for (const group of groupBy) {
    if (['column', 'string', 'number', 'argument'].includes(group.kind)) {
      readGroup(reading, nameOf(group));
    }
  }
}

function readGroup({ context, steps }: Reading, name: Name): void {
  const meant = context.aliases.get(name.name);
  if ([name.name, meant ?? ''].some(isOnlyInWhere)) {
    throw new QueryError(`${name.name} is not supported by group`);
  }
  const columns = groupColumns(name, context);
  steps.push((planned) => {
    planned.groups.push(...columns);
  });
  if (meant === undefined) {
    const selected = selectColumns(name, '', context);
    steps.push((planned) => {
      planned.columns.push(...selected);
    });
  }
  const base = name.name.replace(/_0$/, '').replace(/_1$/, '').replace(/_id$/, '');
  const present = groupedWhenPresent.has(base) ? presentFilter(name.name, context) : null;
  if (present !== null) {
    steps.push((planned) => addFilter(planned, `(${present})`));
  }
}

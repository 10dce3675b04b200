import type { L7Row } from '@/sandbox/deepflow/l7-row';
import type { ProfileRow } from '@/sandbox/deepflow/profile/row';

type Row = (string | number)[];

/** Columns that `show tag … values` can list beside the attributes. */
const listedColumns = ['app_service', 'endpoint', 'app_instance'] as const;

export const fieldColumns = ['time', 'table', 'field_type', 'field_name', 'field_value_type', 'team_id'] as const;
export const fieldValueColumns = [...fieldColumns, 'field_value', 'count'] as const;
export const serviceColumns = ['time', 'table', 'app_service', 'app_instance', 'team_id'] as const;

/** Rows for the tables of flow_tag that say which tags and values there are; each once. */
export class TagValues {
  readonly #seen = new Set<string>();

  /** Takes what storage lists already. */
  know(listed: Record<'fields' | 'values' | 'services' | 'processes', readonly (readonly string[])[]>): void {
    for (const [name] of listed.fields) this.#seen.add(`field/${name}`);
    for (const [name, value] of listed.values) this.#seen.add(`value/${name}/${value}`);
    for (const [service, instance] of listed.services) this.#seen.add(`service/${service}/${instance}`);
    for (const [process, instance] of listed.processes) this.#seen.add(`process/${process}/${instance}`);
  }

  /** What rows bring that has not been listed yet. */
  listNew(rows: readonly L7Row[]): { fields: Row[]; values: Row[]; services: Row[] } {
    const fields: Row[] = [];
    const values: Row[] = [];
    const services: Row[] = [];
    for (const row of rows) {
      const field = (name: string): Row => [row.time, 'l7_flow_log', 'tag', name, 'invalid', 1];
      for (const [index, name] of row.attribute_names.entries()) {
        const value = row.attribute_values[index] ?? '';
        if (this.#isNew(`field/${name}`)) {
          fields.push(field(name));
        }
        if (this.#isNew(`value/${name}/${value}`)) {
          values.push([...field(name), value, 1]);
        }
      }
      for (const column of listedColumns) {
        if (row[column] !== '' && this.#isNew(`value/${column}/${row[column]}`)) {
          values.push([...field(column), row[column], 1]);
        }
      }
      if (row.app_service !== '' && this.#isNew(`service/${row.app_service}/${row.app_instance}`)) {
        services.push([row.time, 'l7_flow_log', row.app_service, row.app_instance, 1]);
      }
    }
    return { fields, values, services };
  }

  /** Processes of profiles that have not been listed yet. */
  listNewProcesses(rows: readonly ProfileRow[]): Row[] {
    return rows.flatMap(({ createdUs, appService, appInstance }) =>
      this.#isNew(`process/${appService}/${appInstance}`)
        ? [[Math.trunc(createdUs / 1e6), 'in_process', appService, appInstance, 1]]
        : [],
    );
  }

  #isNew(key: string): boolean {
    const isNew = !this.#seen.has(key);
    this.#seen.add(key);
    return isNew;
  }
}

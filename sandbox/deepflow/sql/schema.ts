/** What the answer says of a column besides its name; `type` is 0 for tags and 1 for metrics. */
export type ColumnSchema = {
  name: string;
  label_type: string;
  pre_as: string;
  type: 0 | 1;
  unit: string;
};

export function columnSchema(name: string, preAs: string): ColumnSchema {
  return { name, label_type: '', pre_as: preAs, type: 0, unit: '' };
}

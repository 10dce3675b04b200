/** A field of a Go struct that a JSON body is bound to. */
export type GoField = { json: string; go: string; type: 'string' | 'int' | 'bool' | 'object'; required?: true };

/** The body does not fit the struct; the message is gin's. */
export class BindingError extends Error {}

const goTypes = { string: 'string', int: 'int', bool: 'bool', object: 'map[string][]string' } as const;

const isEmpty = (value: unknown) => value === undefined || value === null || value === '' || value === 0;

function fits(value: unknown, type: GoField['type']): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'int':
      return typeof value === 'number' && Number.isInteger(value);
    case 'bool':
      return typeof value === 'boolean';
    case 'object':
      return typeof value === 'object' && !Array.isArray(value);
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'number' ? `number${Number.isInteger(value) ? '' : ` ${value}`}` : typeof value;
}

/**
 * Reads a JSON body as gin binds it to a struct: unknown fields are ignored, types are checked, and `required` refuses
 * what is left out as well as '' and 0.
 * @throws BindingError
 */
export function bindJson(body: string, struct: string, fields: readonly GoField[]): Record<string, unknown> {
  if (body.trim() === '') throw new BindingError('EOF');
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new BindingError(`invalid character '${body.trim()[0]}' looking for beginning of value`);
  }
  const values = { ...(parsed as Record<string, unknown> | null) };
  if (parsed !== null && kindOf(parsed) !== 'object') {
    throw new BindingError(`json: cannot unmarshal ${kindOf(parsed)} into Go value of type model.${struct}`);
  }
  for (const { json, type } of fields) {
    const value = values[json];
    if (value !== undefined && value !== null && !fits(value, type)) {
      const into = `Go struct field ${struct}.${json} of type ${goTypes[type]}`;
      throw new BindingError(`json: cannot unmarshal ${kindOf(value)} into ${into}`);
    }
  }
  const missing = fields.filter(({ json, required }) => required && isEmpty(values[json]));
  if (missing.length > 0) {
    const line = ({ go }: GoField) =>
      `Key: '${struct}.${go}' Error:Field validation for '${go}' failed on the 'required' tag`;
    throw new BindingError(missing.map(line).join('\n'));
  }
  return values;
}

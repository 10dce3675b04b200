import type { CodeLanguage } from '@/components/ui/highlight';
import { isRecord } from '@/lib/apisix/json-value';
import type { JsonSchema } from '@/lib/apisix/plugin-facts';
import { schemaAt } from '@/lib/apisix/schema-check';
import { variables } from '@/lib/apisix/variables-list';
import { placeInJson, placeInYaml } from './place-in-text';

type Suggestion = { label: string; detail: string; insert: string; kind: 'property' | 'enum' | 'variable' };
export type Suggestions = { from: number; options: Suggestion[] };

/** What may be written at the end of `before`, by the plugin's own schema; null: nothing is known. */
export function suggestions(before: string, language: CodeLanguage, schema: JsonSchema | null): Suggestions | null {
  const place = language === 'json' ? placeInJson(before) : placeInYaml(before);
  if (!place) return null;
  const found = schemaAt(schema, place.path);
  const quote = (text: string) => (language === 'json' ? JSON.stringify(text) : text);
  if (place.expected === 'key') {
    const properties = isRecord(found?.properties) ? found.properties : {};
    const options = Object.entries(properties).map(
      ([label, property]): Suggestion => ({
        label,
        detail: isRecord(property) ? String(property.type ?? '') : '',
        insert: `${quote(label)}: `,
        kind: 'property',
      }),
    );
    return options.length > 0 ? { from: place.from, options } : null;
  }
  const values = Array.isArray(found?.enum) ? found.enum : found?.type === 'boolean' ? [true, false] : [];
  const options = values.map((value): Suggestion => {
    const label = String(value);
    const detail = value === found?.default ? '✓' : '';
    return { label, detail, insert: typeof value === 'string' ? quote(value) : label, kind: 'enum' };
  });
  if (place.path[0] === 'additional_attributes' && place.path.length === 2)
    for (const { name } of variables) options.push({ label: name, detail: '', insert: quote(name), kind: 'variable' });
  return options.length > 0 ? { from: place.from, options } : null;
}

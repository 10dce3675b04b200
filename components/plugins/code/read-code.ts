import { isNode, parseDocument, stringify } from 'yaml';
import type { CodeLanguage } from '@/components/ui/highlight';
import { isRecord, type JsonRecord } from '@/lib/apisix/json-value';
import type { Complaint, ComplaintCode } from '@/lib/apisix/plugin-complaints';
import type { JsonSchema } from '@/lib/apisix/plugin-facts';
import { withoutRemovals } from '@/lib/apisix/plugin-refusals';
import { checkSchema, type SchemaRule } from '@/lib/apisix/schema-check';

/** What is wrong at a place of the text. `warning`: it stood there before, and keeps nobody from another change. */
export type CodeMark = {
  from: number;
  to: number;
  line: number;
  severity: 'error' | 'warning';
  /** The parser's own words are English. */
  fault:
    | { kind: 'syntax'; detail: string }
    | { kind: 'not_object' }
    | { kind: 'complaint'; code: ComplaintCode; field: string }
    | { kind: 'schema'; rule: SchemaRule; expected: string; field: string };
};

/** `config` is null as long as the text is no object. */
export type CodeReading = { config: JsonRecord | null; errors: CodeMark[] };

export type CodeRules = {
  schema: JsonSchema | null;
  /** What makes no sense though the schema lets it through: of the text's own, and what stood there before. */
  complain?: (config: JsonRecord) => { found: Complaint[]; standing: Complaint[] };
  /** The text says what is to be set, not what is to be there: null removes a key, which the schema need not allow. */
  setsOnly?: boolean;
};

/** Reads a plugin's configuration from a text, and says where it breaks which rule. */
export function readCode(text: string, language: CodeLanguage, rules: CodeRules): CodeReading {
  const at = (from: number, to: number) => ({
    from: Math.min(from, text.length),
    to: Math.min(Math.max(from, to), text.length),
    line: text.slice(0, from).split('\n').length,
  });
  const document = parseDocument(text, { schema: 'core', uniqueKeys: true });
  const jsonFault = language === 'json' ? jsonError(text) : null;
  if (jsonFault)
    return { config: null, errors: [{ ...at(jsonFault.at, jsonFault.at + 1), ...syntax(jsonFault.detail) }] };
  // JSON takes a key twice without a word, and so loses one.
  const [first] = document.errors;
  if (first) return { config: null, errors: [{ ...at(...first.pos), ...syntax(first.message.split('\n')[0] ?? '') }] };

  let value: unknown;
  try {
    value = language === 'json' ? JSON.parse(text) : document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return {
      config: null,
      errors: [{ ...at(0, text.length), ...syntax(error instanceof Error ? error.message : '') }],
    };
  }
  if (!isRecord(value))
    return { config: null, errors: [{ ...at(0, text.length), severity: 'error', fault: { kind: 'not_object' } }] };

  const place = (path: readonly (string | number)[]) => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return at(node.range[0], node.range[1]);
    }
    return at(0, text.length);
  };
  const { found, standing } = rules.complain?.(value) ?? { found: [], standing: [] };
  const complained = [...found, ...standing].map(
    (complaint): CodeMark => ({
      ...place(complaint.path),
      severity: found.includes(complaint) ? 'error' : 'warning',
      fault: { kind: 'complaint', code: complaint.code, field: complaint.path.join('.') },
    }),
  );
  const known = new Set([...found, ...standing].map(({ path }) => path.join('.')));
  const broken = checkSchema(rules.schema, rules.setsOnly ? withoutRemovals(value) : value)
    .filter(({ path }) => !known.has(path.join('.')))
    .map(
      ({ path, rule, expected }): CodeMark => ({
        ...place(path),
        severity: 'error',
        fault: { kind: 'schema', rule, expected, field: path.join('.') },
      }),
    );
  return { config: value, errors: [...complained, ...broken].sort((a, b) => a.from - b.from) };
}

/** A configuration as text. */
export function formatCode(config: JsonRecord, language: CodeLanguage): string {
  return language === 'json' ? `${JSON.stringify(config, null, 2)}\n` : stringify(config, { lineWidth: 0 });
}

function syntax(detail: string): Pick<CodeMark, 'severity' | 'fault'> {
  return { severity: 'error', fault: { kind: 'syntax', detail } };
}

/** Where JSON breaks off, by the words of the browser at hand. */
function jsonError(text: string): { at: number; detail: string } | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    const words = error instanceof Error ? error.message : '';
    const position = /position (\d+)/.exec(words)?.[1];
    const [, line, column] = /line (\d+) column (\d+)/.exec(words) ?? [];
    const lines = text.split('\n');
    const ofLine =
      line === undefined
        ? text.trimEnd().length
        : lines.slice(0, Number(line) - 1).join('\n').length + Number(column) - (line === '1' ? 1 : 0);
    return { at: position === undefined ? ofLine : Number(position), detail: words.replace(/ \(line.*$/, '') };
  }
}

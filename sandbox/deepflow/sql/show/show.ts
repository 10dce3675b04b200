import { type TagDescription, tagDescriptions } from '@/sandbox/deepflow/catalog/load';
import type { Expression } from '@/sandbox/deepflow/sql/ast';
import type { TranslateOptions } from '@/sandbox/deepflow/sql/context';
import { EnginePanic, QueryError } from '@/sandbox/deepflow/sql/errors';
import { goRegexpError } from '@/sandbox/deepflow/sql/go-regexp';
import { parseCondition } from '@/sandbox/deepflow/sql/parser';
import { printExpression } from '@/sandbox/deepflow/sql/print';
import { describeAllMetrics, describeFunctions, describeMetrics } from '@/sandbox/deepflow/sql/show/metrics';
import { enumValueStatement, tagValueStatements } from '@/sandbox/deepflow/sql/show/tag-values';
import { describeTags, type RunQuery } from '@/sandbox/deepflow/sql/show/tags';
import { currentTableName, databases, tablePrecisions } from '@/sandbox/deepflow/sql/tables';
import { translateStatement } from '@/sandbox/deepflow/sql/translate';

/** An answer of its own, statements for ClickHouse whose rows make the answer, or no answer at all. */
export type Shown = { columns: readonly string[]; rows: unknown[][] } | { clickhouse: string[] } | null;

/** `askedLanguage` is empty for the server's own. */
type ShowOptions = TranslateOptions & { askedLanguage: string; ownLanguage: string };

/** The forms that the engine knows, tried in this order on the statement in lower case with single blanks. */
const forms = {
  language: /^show\s+language$/,
  functions: /^show\s+metrics\s+functions\s*(?:from\s+.*?\s*)?(?:where\s+.*?\s*)?$/,
  metrics: /(^show\s+metrics(?: from [^\s]+)?(?: where .+)?$)|(^show\s+metrics on db$)/,
  tagValues:
    /^show\s+tag\s+\S+\s+values\s+from\s+\S+(?: where .+)?(?: order by \w+)?(?: limit\s+\d+(,\s+\d+)?)?(?: offset \d+)?$/,
  tags: /^show\s+tags(?: from ([^\s]+))?(?: where .+)?(?: limit\s+\d+(,\s+\d+)?)?$/,
  tables: /^show\s+tables(?: where .+)?$/,
  databases: /^show\s+databases(?: where .+)?$/,
  allValues: /^show\s+tag-values(?: where .+)?(?: limit\s+\d+(,\s+\d+)?)?$/,
  enumTags: /^show all_enum_tags$/,
  enumValues: /^show\s+enum\s+\S+\s+values/,
} as const;

const tagColumns = [
  ...['name', 'client_name', 'server_name', 'display_name', 'display_name_zh', 'display_name_en', 'type', 'category'],
  ...['operators', 'permissions', 'description', 'description_zh', 'description_en', 'related_tag', 'deprecated'],
  ...['not_supported_operators', 'table'],
];

const metricColumns = [
  ...['name', 'is_agg', 'display_name', 'display_name_zh', 'display_name_en', 'unit', 'unit_zh', 'unit_en', 'type'],
  ...['category', 'operators', 'permissions', 'table', 'description', 'description_zh', 'description_en'],
];

const functionColumns = [
  ...['name', 'type', 'support_metric_types', 'unit_overwrite', 'additional_param_count'],
  ...['is_support_other_operators', 'value_type'],
];

export function isShow(sql: string): boolean {
  return /^\s*show(\s|$)/i.test(sql);
}

/**
 * Names hidden by `where name not regexp '…'`, which SHOW answers itself; any other REGEXP in the statement hides the
 * names that match it as well.
 * @throws EnginePanic for a pattern that Go's regexp refuses.
 */
function hiddenNames(sql: string): { sql: string; isHidden: (name: string) => boolean } {
  const pattern = /regexp\s+(\S+)/i.exec(sql)?.[1]?.replace(/^'+|'+$/g, '');
  if (pattern === undefined) {
    return { sql, isHidden: () => false };
  }
  const problem = goRegexpError(pattern);
  if (problem !== null) {
    throw new EnginePanic(
      `regexp: Compile(\`${pattern}\`): ${problem}`,
      JSON.stringify(`regexp: Compile(\`${pattern}\`): ${problem}`),
    );
  }
  const hidden = new RegExp(pattern);
  return {
    // The blanks count: an error tells its position.
    sql: sql.replace(/\S+\s+not regexp\s+\S+/gi, ' 1=1 ').trim(),
    isHidden: (name) => hidden.test(name),
  };
}

type Clauses = { where: string; limit: string };

/** Cuts WHERE and LIMIT off a SHOW statement; both are texts of the dialect. */
function clausesOf(sql: string): Clauses {
  const limit = / limit (\d+(?:, ?\d+)?(?: offset \d+)?)$/i.exec(sql)?.[1] ?? '';
  const withoutLimit = sql.replace(/ limit \d+(?:, ?\d+)?(?: offset \d+)?$/i, '');
  const where = / where (.+)$/i.exec(withoutLimit.replace(/ order by \w+$/i, ''))?.[1] ?? '';
  return { where, limit };
}

/** A WHERE as ClickHouse text; parsed so that nothing but a condition gets through. */
function plainCondition(where: string): string {
  return where === '' ? '' : printExpression(parseCondition(where));
}

/** The same, on names of fields. */
function nameCondition(where: string): string {
  return where === '' ? '' : printExpression(renamed(parseCondition(where)));
}

function renamed(expression: Expression): Expression {
  switch (expression.kind) {
    case 'column':
      return expression.path.join('.') === 'name' ? { kind: 'column', path: ['field_name'] } : expression;
    case 'paren':
      return { ...expression, inner: renamed(expression.inner) };
    case 'not':
      return { ...expression, operand: renamed(expression.operand) };
    case 'and':
    case 'or':
    case 'comparison':
      return { ...expression, left: renamed(expression.left), right: renamed(expression.right) };
    default:
      return expression;
  }
}

function inLanguage(rows: readonly TagDescription[], language: string): TagDescription[] {
  return rows.map((row) => {
    const copy: TagDescription = [...row];
    const isEnglish = language === 'en';
    copy[3] = isEnglish ? row[5] : row[4];
    copy[10] = isEnglish ? row[12] : row[11];
    return copy;
  });
}

/**
 * Translates a SHOW statement.
 * @throws QueryError for a form that the engine does not know.
 */
export async function translateShow(sql: string, options: ShowOptions, run: RunQuery): Promise<Shown> {
  const text = sql.trim().split(/\s+/).join(' ');
  const lower = text.toLowerCase();
  const form = (Object.keys(forms) as (keyof typeof forms)[]).find((name) => forms[name].test(lower));
  if (form === undefined) {
    throw new QueryError(`not support sql: '${text}', please check`);
  }
  const { db, askedLanguage, language } = options;
  const { sql: statement, isHidden } = hiddenNames(text);
  const table = currentTableName((/from (\S+)/i.exec(statement)?.[1] ?? '').replace(/^`+|`+$/g, ''));
  const words = statement.split(' ');
  const tag = (words[2] ?? '').replace(/^`(.*)`$/, '$1');
  const inAsked = (rows: readonly TagDescription[]) => (askedLanguage === '' ? rows : inLanguage(rows, askedLanguage));
  const visible = <Row extends readonly unknown[]>(rows: readonly Row[]) =>
    rows.filter(([name]) => !isHidden(String(name))).map((row) => [...row]);
  switch (form) {
    case 'language':
      return { columns: ['language'], rows: [['en']] };
    case 'functions':
      return { columns: functionColumns, rows: describeFunctions() };
    case 'metrics': {
      const { where } = clausesOf(statement);
      const conditions = { ofMetrics: plainCondition(where), ofTags: nameCondition(where) };
      const rows =
        table === ''
          ? await describeAllMetrics(db, foundTables.includes(db) ? [] : (databases[db] ?? []), conditions, run)
          : await describeMetrics(db, table, conditions, run);
      const shown = rows.map((row) => (askedLanguage === '' || askedLanguage === 'en' ? row : inChinese(row)));
      return { columns: metricColumns, rows: visible(shown) };
    }
    case 'tags': {
      const { where, limit } = clausesOf(statement);
      const found = { condition: nameCondition(where), limit: limit === '' ? '10000' : limit };
      const rows = await describeTags(db, table, run, found);
      return { columns: tagColumns, rows: visible(inAsked(rows)) };
    }
    case 'tables':
      return databases[db] === undefined
        ? null
        : { columns: ['name', 'datasources'], rows: visible(await tableRows(db, run)) };
    case 'databases':
      return { columns: ['name'], rows: visible(Object.keys(databases).map((name) => [name])) };
    case 'enumTags':
      return { columns: tagColumns, rows: visible(inAsked(enumTagRows())) };
    case 'enumValues':
      return { clickhouse: [translated(enumValueStatement(words[2] ?? '', language, table), options)] };
    case 'allValues':
      return labelValues(statement, options);
    case 'tagValues': {
      const statements = tagValueStatements(db, table, tag, language, statement);
      return statements.length === 0 ? null : { clickhouse: statements.map((one) => translated(one, options)) };
    }
  }
}

function inChinese<Row extends readonly unknown[]>(row: Row): unknown[] {
  const copy: unknown[] = [...row];
  copy[2] = row[3];
  copy[5] = row[6];
  copy[13] = row[14];
  return copy;
}

const foundTables = ['deepflow_admin', 'ext_metrics', 'deepflow_tenant', 'prometheus'];

/** Databases of samples have the tables that were written to. */
async function tableRows(db: string, run: RunQuery): Promise<unknown[][]> {
  if (foundTables.includes(db)) {
    const { rows } = await run(`SELECT table FROM flow_tag.${db}_custom_field GROUP BY table`);
    return rows.map(([table]) => [table, null]);
  }
  return (databases[db] ?? []).map((table) => [table, tablePrecisions(db, table)]);
}

/** Every enum tag of any table, each name once. */
function enumTagRows(): TagDescription[] {
  const byName = new Map<string, TagDescription>();
  for (const [db, tables] of Object.entries(databases)) {
    for (const row of tables.flatMap((table) => tagDescriptions(db, table))) {
      const [name, , , , , , type] = row;
      if (
        /^(?:int|string)_enum$/.test(type) &&
        name !== 'app_service' &&
        name !== 'app_instance' &&
        !byName.has(name)
      ) {
        byName.set(name, row);
      }
    }
  }
  return [...byName.values()];
}

function labelValues(statement: string, options: ShowOptions): Shown {
  if (options.db !== 'prometheus') {
    return null;
  }
  const { where, limit } = clausesOf(statement);
  const filter = where === '' ? '' : ` WHERE ${where}`;
  const sql = `SELECT field_name AS label_name, field_value AS label_value FROM prometheus_custom_field_value${filter} GROUP BY label_name, label_value ORDER BY label_name ASC LIMIT ${limit === '' ? '10000' : limit}`;
  return { clickhouse: [translated(sql, options)] };
}

/**
 * Values are read by a statement of the dialect itself, on database flow_tag: with the precision that was asked for, and
 * with conditions on names in the server's own language, whatever the request's.
 */
function translated(sql: string, options: ShowOptions): string {
  return translateStatement(sql, { ...options, db: 'flow_tag', language: options.ownLanguage }).clickhouse;
}

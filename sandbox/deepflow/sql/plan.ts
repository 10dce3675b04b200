import { printName, quoteName } from '@/sandbox/deepflow/sql/print';

/** An expression named before the SELECT, for columns that several clauses use. */
export type With = { value: string; alias: string };

/**
 * A column of the answer. `level` says in which SELECT of a layered query it stands: `both` for tags (by value inside, by
 * name outside), `inner` and `outer` for the two halves of an aggregate, `top` for what wraps both (histograms).
 */
export type PlanColumn = {
  value: string;
  alias: string;
  level: 'both' | 'inner' | 'outer' | 'top';
  withs: readonly With[];
};

export type PlanGroup = { value: string; alias: string; level: 'both' | 'inner' | 'outer'; withs: readonly With[] };

/** What a SELECT turned into, clause by clause, before it is written as ClickHouse SQL. */
export type Plan = {
  table: string | null;
  columns: PlanColumn[];
  groups: PlanGroup[];
  filter: string | null;
  having: string | null;
  /** Expressions named before the SELECT for its conditions. */
  filterWiths: With[];
  havingWiths: With[];
  orders: string[];
  limit: string;
  offset: string;
  /** Aggregates that need an inner query per interval of the source, see metrics/aggregates. */
  layered: boolean;
  /** `last_value` inside needs its rows in time order. */
  innerOrder: string | null;
};

export function emptyPlan(): Plan {
  return {
    table: null,
    columns: [],
    groups: [],
    filter: null,
    having: null,
    filterWiths: [],
    havingWiths: [],
    orders: [],
    limit: '',
    offset: '',
    layered: false,
    innerOrder: null,
  };
}

export function bothLevels(value: string, alias = '', withs: readonly With[] = []): PlanColumn {
  return { value, alias, level: 'both', withs };
}

/** Conditions are joined as text, exactly as the real engine does, even where an OR then binds differently. */
export function addFilter(plan: Plan, condition: string): void {
  plan.filter = plan.filter === null ? condition : `${plan.filter} AND ${condition}`;
}

type Layer = {
  columns: readonly PlanColumn[];
  groups: readonly PlanGroup[];
  from: string | null;
  filter: string | null;
  having: string | null;
  withs: readonly With[];
  orders: readonly string[];
  limit: string;
};

const unnamed = (name: string) => name.replace(/^`+|`+$/g, '');
const isHiddenAddress = (value: string) => /^auto_(?:instance|service)_ip/.test(value);

function columnText({ value, alias }: PlanColumn): string {
  return alias === '' ? value : `${value} AS ${quoteName(unnamed(alias))}`;
}

function groupText({ value, alias }: PlanGroup): string {
  if (alias !== '') {
    return `${value} AS ${quoteName(unnamed(alias))}`;
  }
  return value.includes(',') ? value : quoteName(unnamed(value));
}

/** Keeps the first of equal texts; `x AS y` equals a bare `y`. */
function withoutRepeats<T>(items: readonly T[], text: (item: T) => string): T[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const words = text(item).split(/\s+/);
    const named = words.length === 3 && words[1]?.toUpperCase() === 'AS';
    const key = unnamed((named ? words[2] : text(item)) ?? '');
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function writeLayer(layer: Layer): string {
  const withText = ({ value, alias }: With) => `${value} AS ${quoteName(unnamed(alias))}`;
  const withs = withoutRepeats(
    [...[...layer.columns, ...layer.groups].flatMap((part) => part.withs), ...layer.withs],
    withText,
  );
  const columns = withoutRepeats(layer.columns, columnText).filter((column) => !isHiddenAddress(column.value));
  const groups = withoutRepeats(layer.groups, groupText);
  const clauses = [
    withs.length === 0 ? '' : `WITH ${withs.map(withText).join(', ')}`,
    columns.length === 0 ? '' : `SELECT ${columns.map(columnText).join(', ')}`,
    layer.from === null ? '' : `FROM ${layer.from}`,
    layer.filter === null ? '' : `WHERE ${layer.filter}`,
    groups.length === 0 ? '' : `GROUP BY ${groups.map(groupText).join(', ')}`,
    layer.having === null ? '' : `HAVING ${layer.having}`,
    layer.orders.length === 0 ? '' : `ORDER BY ${layer.orders.join(',')}`,
    layer.limit,
  ];
  return clauses.filter((clause) => clause !== '').join(' ');
}

function limitText({ limit, offset }: Plan): string {
  if (limit === '' || limit === '-1') {
    return '';
  }
  return offset === '' ? `LIMIT ${limit}` : `LIMIT ${offset}, ${limit}`;
}

/** Writes the plan as one ClickHouse statement. */
export function writePlan(plan: Plan): string {
  const at = (...levels: PlanColumn['level'][]) => plan.columns.filter((column) => levels.includes(column.level));
  const outside = {
    having: plan.having,
    orders: plan.orders,
    limit: limitText(plan),
  };
  let statement: string;
  if (plan.layered) {
    const outerColumns = at('both').map((c) => ({ ...c, value: outerName(c), alias: '', withs: [] }));
    const inner = writeInner(plan);
    const outerGroups = [...outerGroupsOf(plan)];
    statement = writeLayer({
      ...outside,
      columns: [...outerColumns, ...at('outer')],
      groups: outerGroups,
      from: `(${inner})`,
      filter: null,
      withs: plan.havingWiths,
    });
  } else {
    statement = writeLayer({
      ...outside,
      columns: [...at('both'), ...at('outer')],
      groups: plan.groups,
      from: plan.table,
      filter: plan.filter,
      withs: [...plan.filterWiths, ...plan.havingWiths],
    });
  }
  const histograms = plan.columns.filter((column) => column.level === 'top' && column.value.startsWith('histogramIf('));
  if (histograms.length === 0) {
    return statement;
  }
  const top = [...histograms, ...at('top').filter((column) => !histograms.includes(column))];
  return writeLayer({
    columns: top,
    groups: [],
    from: `(${statement})`,
    filter: null,
    having: null,
    withs: [],
    orders: [],
    limit: '',
  });
}

/** How the outer SELECT names a tag column of the inner one. */
function outerName({ value, alias }: PlanColumn): string {
  return alias === '' ? value : quoteName(unnamed(alias));
}

function writeInner(plan: Plan): string {
  const columns = plan.columns.filter((column) => column.level === 'both');
  const innerMetrics = plan.columns.filter((column) => column.level === 'inner');
  const named = new Set([
    ...columns.map((c) => unnamed(c.alias || c.value)),
    ...innerMetrics.map((c) => unnamed(c.alias)),
  ]);
  const grouped = plan.groups
    .filter((group) => group.level === 'both' && !isHiddenAddress(group.value))
    .map((group) => group.alias || group.value)
    .filter((name) => !named.has(unnamed(name)))
    .map((name) => bothLevels(printName(unnamed(name))));
  return writeLayer({
    columns: [...columns, ...grouped, ...innerMetrics],
    groups: plan.groups.filter((group) => group.level !== 'outer'),
    from: plan.table,
    filter: plan.filter,
    having: null,
    withs: plan.filterWiths,
    orders: plan.innerOrder === null ? [] : [plan.innerOrder],
    limit: '',
  });
}

function outerGroupsOf(plan: Plan): PlanGroup[] {
  const groups = plan.groups
    .filter((group) => group.level !== 'inner' && !isHiddenAddress(group.value))
    .map((group) => ({ value: group.alias || group.value, alias: '', level: group.level, withs: [] }));
  const present = new Set(groups.map((group) => group.value));
  for (const { level, alias } of plan.columns) {
    if (level === 'both' && alias !== '' && !present.has(alias)) {
      groups.push({ value: alias, alias: '', level: 'both', withs: [] });
    }
  }
  return groups;
}

import type { Expression, Select } from '@/sandbox/deepflow/sql/ast';
import type { Context, TranslateOptions } from '@/sandbox/deepflow/sql/context';
import { emptyNotes, type Notes } from '@/sandbox/deepflow/sql/numbers';
import { emptyPlan, type Plan } from '@/sandbox/deepflow/sql/plan';
import { printExpression } from '@/sandbox/deepflow/sql/print';
import type { ColumnSchema } from '@/sandbox/deepflow/sql/schema';
import type { Name } from '@/sandbox/deepflow/sql/tag-columns';
import { emptyTimeRange } from '@/sandbox/deepflow/sql/time-range';

/** What is known of a SELECT while its clauses are read. */
export type Reading = {
  select: Select;
  context: Context;
  plan: Plan;
  /** One step of writing the plan each, run when every clause has been read. */
  steps: ((plan: Plan) => void)[];
  schemas: ColumnSchema[];
  /** Whether any clause has an aggregate, and one that needs layers. */
  found: Pick<Notes, 'isMetric' | 'layered'>;
};

export function startReading(select: Select, options: TranslateOptions): Reading {
  const derives = select.items.some(
    (item) => item.kind === 'item' && printExpression(item.expression).includes('Derivative'),
  );
  const time = emptyTimeRange();
  return {
    select,
    context: {
      ...options,
      table: '',
      time,
      bounds: time,
      derivation: derives ? { within: new Set() } : null,
      aliases: new Map(),
    },
    plan: emptyPlan(),
    steps: [],
    schemas: [],
    found: emptyNotes(),
  };
}

/** Keeps what a clause's aggregates ask of the whole statement. */
export function noteFound({ found }: Reading, { isMetric, layered }: Notes): void {
  found.isMetric = found.isMetric || isMetric;
  found.layered = found.layered || layered;
}

export function nameOf(expression: Expression): Name {
  const text = printExpression(expression);
  return expression.kind === 'column' ? { name: expression.path.join('.'), text } : { name: text, text };
}

/** Ingresses and listeners have no column of their own: they can only be compared. */
export function isOnlyInWhere(name: string): boolean {
  return ['pod_ingress', 'lb_listener'].some((prefix) => name.startsWith(prefix));
}

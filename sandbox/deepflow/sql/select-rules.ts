import type { Expression } from '@/sandbox/deepflow/sql/ast';
import type { Context } from '@/sandbox/deepflow/sql/context';
import { QueryError } from '@/sandbox/deepflow/sql/errors';
import type { Plan } from '@/sandbox/deepflow/sql/plan';
import { printExpression, quoteName } from '@/sandbox/deepflow/sql/print';
import { deviceTypes } from '@/sandbox/deepflow/sql/tags/tag';

const unquoted = (text: string) => text.replace(/^`+|`+$/g, '');

/** A NIC's number can only be shown with its type. */
export function checkNic(expressions: readonly Expression[], clause: string, { aliases }: Context): void {
  const texts = expressions.map((expression) => {
    const text = unquoted(printExpression(expression));
    return aliases.get(text) ?? text;
  });
  const typed = ['tap_port_type', 'capture_nic_type'].some(
    (name) => texts.includes(name) || texts.includes(`enum(${name})`),
  );
  if (!typed && (texts.includes('tap_port') || texts.includes('capture_nic'))) {
    throw new QueryError(`tap_port(capture_nic) and tap_port_type(capture_nic_type) must exist together in ${clause}`);
  }
}

/** Some functions of tags make a column that has to be grouped by as well. */
export function groupFunction(plan: Plan, name: string, argument: string, alias: string): void {
  const group = { value: quoteName(alias), alias: '', withs: [] };
  const ofInternet = argument.startsWith('is_internet') && (name === 'node_type' || name === 'icon_id');
  const base = argument.replace(/_[01]$/, '');
  const ofDevice = name === 'icon_id' && (base in deviceTypes || base === 'chost_hostname' || base === 'chost_ip');
  if (ofInternet || ofDevice) {
    plan.groups.push({ ...group, level: 'both' });
  }
  if (plan.layered) {
    plan.groups.push({ ...group, level: 'outer' });
  }
}

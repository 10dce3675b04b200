import { columns, gridTemplate } from './columns';
import type { Density, RouteListParams } from './search-params';

const rowHeights: Record<Density, number> = { compact: 24, normal: 32, relaxed: 40 };

/** What the address says of the table's form. */
export function gridLayout({ hide, widths, density }: Pick<RouteListParams, 'hide' | 'widths' | 'density'>) {
  const shown = columns.filter(({ id }) => id === 'name' || !hide.includes(id));
  return { shown, rowHeight: rowHeights[density], ...gridTemplate(shown, widths) };
}

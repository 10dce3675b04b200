import { type CallFilterValues, toAttribute } from '@/components/traces/search-params';
import { consumerAttribute, type Dimension } from '@/lib/deepflow/breakdown';

/** The filters that keep the calls with one value; null where no filter can say it. */
export function withValue(
  dimension: Dimension,
  value: string,
  { attr }: Pick<CallFilterValues, 'attr'>,
): Partial<CallFilterValues> | null {
  switch (dimension) {
    case 'status':
      return { status: [Number(value)] };
    case 'method':
      return /^[A-Za-z-]{1,20}$/.test(value) ? { method: [value] } : null;
    case 'consumer': {
      const text = `${consumerAttribute}=${value}`;
      return text.length <= 500 ? { attr: [...withoutConsumer(attr), text] } : null;
    }
    default:
      // The server takes no longer one, and spaces around it are cut off on the way.
      return value.length <= (dimension === 'endpoint' ? 2000 : 300) && value === value.trim()
        ? { [dimension]: value }
        : null;
  }
}

/** The filters without that of a dimension. */
export function withoutDimension(
  dimension: Dimension,
  { attr }: Pick<CallFilterValues, 'attr'>,
): Partial<CallFilterValues> {
  if (dimension === 'status' || dimension === 'method') return { [dimension]: [] };
  return dimension === 'consumer' ? { attr: withoutConsumer(attr) } : { [dimension]: '' };
}

/** Whether calls are filtered by this value, and by it alone of its dimension. */
export function isChosen(dimension: Dimension, value: string, values: CallFilterValues): boolean {
  if (dimension === 'status') return values.status.length === 1 && String(values.status[0]) === value;
  if (dimension === 'method') return values.method.length === 1 && values.method[0] === value;
  if (dimension === 'consumer') return values.attr.includes(`${consumerAttribute}=${value}`);
  return values[dimension] === value;
}

function withoutConsumer(attr: readonly string[]): string[] {
  return attr.filter((text) => toAttribute(text)?.name !== consumerAttribute);
}

import { parseAsStringLiteral } from 'nuqs/server';
import { comparisons } from '@/lib/telemetry/compare';

/** What the charts of a page are compared with; without, nothing. */
export const compareParams = { compare: parseAsStringLiteral(comparisons) };

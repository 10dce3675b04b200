import 'server-only';
import { z } from 'zod';
import { switchedPlugins } from '@/lib/apisix/plugins-in-force';
import {
  type ChangeItemQuery,
  type ChangeListQuery,
  changeOrigins,
  changeStatuses,
  itemStatuses,
  planOutcomes,
} from '@/lib/changes/dto';
import { type Dialect, dialects } from '@/lib/changes/export/dialect';

const text = z.string().max(512);
const epochMs = z.coerce.number().int().min(0);

const filters = {
  q: text.optional(),
  plugin: z.enum(switchedPlugins).optional(),
  route: text.optional(),
  actor: text.optional(),
  origin: z.enum(changeOrigins).optional(),
  status: z.enum(changeStatuses).optional(),
  from: epochMs.optional(),
  to: epochMs.optional(),
};

const listSchema = z.strictObject({
  ...filters,
  after: text.optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
});

export const exportFormats = ['jsonl', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];
const exportSchema = z.strictObject({ ...filters, format: z.enum(exportFormats).default('jsonl') });

const dialectSchema = z.strictObject({ dialect: z.enum(dialects) });

const itemSchema = z.strictObject({
  status: z.enum(itemStatuses).optional(),
  outcome: z.enum(planOutcomes).optional(),
  q: text.optional(),
  offset: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
});

/** These read the query of an address. They throw ZodError, which `handle` turns into a problem that names the key. */
export function parseChangeListQuery(search: URLSearchParams): ChangeListQuery {
  return listSchema.parse(Object.fromEntries(search));
}

export function parseChangeItemQuery(search: URLSearchParams): ChangeItemQuery {
  return itemSchema.parse(Object.fromEntries(search));
}

export function parseExportQuery(search: URLSearchParams): { query: ChangeListQuery; format: ExportFormat } {
  const { format, ...query } = exportSchema.parse(Object.fromEntries(search));
  return { query, format };
}

export function parseDialectQuery(search: URLSearchParams): { dialect: Dialect } {
  return dialectSchema.parse(Object.fromEntries(search));
}

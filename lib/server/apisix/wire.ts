import 'server-only';
import { z } from 'zod';

/** One object of the gateway's configuration, whatever its kind. `value` is as the gateway holds it. */
export type ApisixObject = {
  id: string;
  value: Record<string, unknown>;
  /** etcd revisions; null where the answer has none (answers to PATCH, other versions). */
  createdIndex: number | null;
  modifiedIndex: number | null;
  /** The item held no object: `value` is empty in its place. */
  isBroken?: true;
};

const revisionSchema = z.coerce.number().int().nonnegative().nullish().catch(null);

/** Loose: a later version may add keys, and nothing that is read here is ever written back whole. */
const itemSchema = z.looseObject({
  key: z.string().optional(),
  value: z.record(z.string(), z.unknown()),
  createdIndex: revisionSchema,
  modifiedIndex: revisionSchema,
});

export const objectSchema = itemSchema.transform(toObject);

/**
 * A list, item by item unread: of 50,000 items each is read where the event loop can breathe, and one that makes no
 * sense does not take the others with it. An empty list may come as `{}` (lua-cjson).
 */
export const listSchema = z.looseObject({
  list: z.union([z.array(z.unknown()), z.strictObject({}).transform((): unknown[] => [])]),
});

export const pluginListSchema = z.array(z.string());

/** Of the schemas of all plugins only what this console asks about: types, secret fields, keys of the metadata. */
export const pluginSchemasSchema = z.record(
  z.string(),
  z.looseObject({
    type: z.string().optional().catch(undefined),
    schema: z.looseObject({ encrypt_fields: z.array(z.string()).optional() }).optional(),
    consumer_schema: z.looseObject({ encrypt_fields: z.array(z.string()).optional() }).optional(),
    metadata_schema: z
      .looseObject({
        encrypt_fields: z.array(z.string()).optional(),
        properties: z.record(z.string(), z.unknown()).optional(),
      })
      .optional(),
  }),
);

/** The answer of POST /apisix/admin/configs/validate: `{}` for good, `errors` for bad. */
export const validationSchema = z.looseObject({
  error_msg: z.string().optional(),
  errors: z
    .array(
      z.looseObject({
        error: z.string(),
        index: z.number().int().nonnegative().optional().catch(undefined),
        resource_id: z.union([z.string(), z.number()]).optional().catch(undefined),
      }),
    )
    .optional(),
});

/** Reads one item of a list. One that makes no sense becomes an empty object, so that it is seen and not lost. */
export function readItem(item: unknown, position: number): ApisixObject {
  const { key, value, createdIndex, modifiedIndex } = isRecord(item) ? item : {};
  const object = toObject({
    key: typeof key === 'string' ? key : undefined,
    value: isRecord(value) ? value : {},
    createdIndex: revision(createdIndex),
    modifiedIndex: revision(modifiedIndex),
  });
  const id = object.id === '' ? `#${position + 1}` : object.id;
  return isRecord(value) ? { ...object, id } : { ...object, id, isBroken: true };
}

type Item = {
  key?: string | undefined;
  value: Record<string, unknown>;
  createdIndex?: number | null | undefined;
  modifiedIndex?: number | null | undefined;
};

/** The id is in the value; a consumer's is its username; the last part of the key has it in any case. */
function toObject({ key, value, createdIndex, modifiedIndex }: Item): ApisixObject {
  const named = value.id ?? value.username;
  const id =
    typeof named === 'string' || typeof named === 'number'
      ? String(named)
      : (key?.slice(key.lastIndexOf('/') + 1) ?? '');
  return { id, value, createdIndex: createdIndex ?? null, modifiedIndex: modifiedIndex ?? null };
}

function revision(value: unknown): number | null {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : null;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An id or label as text, whatever is in its place: an object may have a `toString` that is no function. */
export function plainText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

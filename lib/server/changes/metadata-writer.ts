import 'server-only';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { JsonObject } from '@/lib/changes/json';
import { ProblemError } from '@/lib/http/problem';
import { getObject, writeMetadata } from '@/lib/server/apisix/admin';
import { ownerOf } from '@/lib/server/apisix/managed-by';
import { isStandalone, standaloneOwner } from '@/lib/server/apisix/standalone';
import type { GatewayConfig } from '@/lib/server/config';
import { fingerprint } from './fingerprint';
import type { ObjectReading, ObjectWriter } from './object-writer';
import { checkMetadataNodes } from './verify-nodes';

/**
 * Writes the metadata object of a plugin: whole, because the gateway has no PATCH of it, and right after a fresh
 * comparison. Its own fields, the id and the times, are the gateway's.
 */
export function metadataWriter(gateway: GatewayConfig, plugin: SwitchedPlugin): ObjectWriter<ObjectReading> {
  const writer: ObjectWriter<ObjectReading> = {
    read: () => readMetadata(gateway, plugin),
    forMany: async () => writer,
    send: (_reading, after) => writeMetadata(gateway, plugin, after),
    readBack: (readings) =>
      Promise.all(readings.map(() => readMetadata(gateway, plugin).catch((error: Error) => error))),
    // Nothing of the object is beside the part.
    differences: () => [],
    checkNodes: (written) => checkMetadataNodes(gateway, plugin, written.own),
    chip: () => null,
  };
  return writer;
}

async function readMetadata(gateway: GatewayConfig, plugin: SwitchedPlugin): Promise<ObjectReading> {
  const value = await getObject(gateway, 'plugin_metadata', plugin).then(
    (object) => object.value,
    (error: unknown) => {
      if (error instanceof ProblemError && error.problem.code === 'not_found') return null;
      throw error;
    },
  );
  const own = value === null ? null : metadataOf(value);
  return {
    objectId: plugin,
    objectName: plugin,
    part: 'metadata',
    own,
    seen: `${fingerprint(own)}.`,
    manager: ownerOf(value?.labels) ?? ((await isStandalone(gateway)) ? standaloneOwner : null),
  };
}

function metadataOf({ id: _id, create_time: _created, update_time: _updated, ...own }: JsonObject): JsonObject {
  return own;
}

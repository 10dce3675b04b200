import type { ChangeTarget, PluginConfig } from '@/lib/changes/dto';
import type { JsonObject } from '@/lib/changes/json';
import { mergePatch, NotMergeable } from '@/lib/changes/merge-patch';
import type { ExportedObject, ExportNote, Survey, Writer } from './dialect';
import { printable } from './yaml-text';

/**
 * The requests of a change as a script for a POSIX shell. Address and key come from the environment, so that neither is
 * in the file. Everything else is one quoted word: what a route or a header is called cannot leave it.
 *
 * The same rules as for the console's own writes (observed on APISIX 3.18.0): PATCH of the one plugin, `null` removes
 * it, never a conditional header. `plugin_metadata` knows no PATCH (405), so its object is put whole.
 */
export function curlScript({ target }: Survey): Writer {
  const notes: ExportNote[] = ['curl_environment'];
  if (target.kind === 'plugin_metadata') notes.push('curl_whole_object');
  const piece = (object: ExportedObject) => {
    const request = requestOf(target, object);
    return request ? `\n# ${printable(object.objectName || object.objectId)}\n${curl(request)}\n` : '';
  };
  return { language: 'shell', fileName: 'change.sh', notes, parts: { head, piece } };
}

const head = `#!/bin/sh
set -eu
: "\${APISIX_ADMIN_URL:?e.g. http://127.0.0.1:9180}" "\${APISIX_ADMIN_KEY:?the Admin API key}"
`;

type Request = { method: 'PATCH' | 'PUT' | 'DELETE'; path: string; body: unknown };

function requestOf(target: ChangeTarget, { objectId, before, after }: ExportedObject): Request | null {
  if (target.kind === 'static_config') return null;
  if (target.kind === 'plugin_metadata') {
    const path = `/apisix/admin/plugin_metadata/${target.plugin}`;
    if (after === null) return before === null ? null : { method: 'DELETE', path, body: null };
    return { method: 'PUT', path, body: after };
  }
  const path = `/apisix/admin/routes/${pathSegment(objectId)}`;
  try {
    const patch = pluginPatch(target.plugin, before, after);
    return patch && { method: 'PATCH', path, body: patch };
  } catch (error) {
    if (!(error instanceof NotMergeable)) throw error;
    // PATCH of a sub path replaces what is there (APISIX 3.18.0).
    return { method: 'PATCH', path: `${path}/plugins/${target.plugin}`, body: after };
  }
}

function pluginPatch(plugin: string, before: PluginConfig | null, after: PluginConfig | null): JsonObject | null {
  const patch = mergePatch(before === null ? {} : { [plugin]: before }, after === null ? {} : { [plugin]: after });
  return patch && { plugins: patch };
}

function curl({ method, path, body }: Request): string {
  const lines = [
    `curl -sS --fail-with-body -X ${method} "$APISIX_ADMIN_URL"${shellWord(path)}`,
    '-H "X-API-KEY: $APISIX_ADMIN_KEY"',
  ];
  if (body !== null) lines.push(`-H 'Content-Type: application/json'`, `--data-binary ${shellWord(jsonText(body))}`);
  return lines.join(' \\\n  ');
}

/** ASCII alone, in which nothing is left for a shell's locale to decide. */
function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function pathSegment(id: string): string {
  return encodeURIComponent(id.toWellFormed());
}

/** One word to any POSIX shell: in single quotes everything stands for itself, and a single quote is put in between. */
function shellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

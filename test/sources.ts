import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('..', import.meta.url);
const isSource = (file: string) => /[.]tsx?$/.test(file) && !/[.]test[.]|(^|[/])testing-|(^|[/])testing[.]/.test(file);

/** Sources below these folders that hold this text, tests left out, as paths from the repository's root. */
export function filesWith(text: string, folders = ['app', 'lib/server']): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
    )
    .filter((file) => isSource(file) && readFileSync(new URL(file, root), 'utf8').includes(text))
    .sort();
}

/**
 * The names that sources of the server's side give to what they ask: quoted texts or templates that begin like one of
 * `known`, as often as each stands there. The list of the names is left out, and so is what comments quote.
 */
export function namesIn(known: readonly string[]): string[] {
  const groups = [...new Set(known.map((name) => name.split('.', 1)[0]))].join('|');
  const quoted = new RegExp(`'((?:${groups})[.][^'\\n]+)'|\`((?:${groups})[.][^\`\\n]*[$][{][^\`\\n]*)\``, 'g');
  return filesWith('', ['lib/server'])
    .filter((file) => !/(statement|expression)-names[.]ts$/.test(file))
    .flatMap((file) => [...readFileSync(new URL(file, root), 'utf8').matchAll(quoted)])
    .flatMap(([, text, template]) => text ?? template ?? []);
}

import { readFileSync } from 'node:fs';
import { profileKeys } from '@/components/profiles/profile-keys';
import { callsKeys } from '@/components/traces/calls-keys';
import { listedKeys, treeKeys } from '@/components/traces/timeline/timeline-keys';
import { root } from './processes';

type Words = Record<string, Record<string, string> | string>;

function words(namespace: string): Words {
  return JSON.parse(readFileSync(`${root}/lib/i18n/messages/en/${namespace}.json`, 'utf8')) as Words;
}

/** Rows of the tables of docs/traces.md: each key that the pages have, in the words of their help. */
export function shortcutRows(): string[] {
  const row = (keys: readonly string[], text: unknown) => `| ${keys.map((key) => `\`${key}\``).join(' ')} | ${text} |`;
  const [calls, trace, profile] = [words('distribution').help as Words, words('timeline'), words('profiles')];
  return [
    ...callsKeys.map(({ action, keys }) => row(keys, calls[action])),
    row(treeKeys, trace.treeKeys),
    ...profileKeys.map(({ action, keys }) => row(keys, (profile.keys as Words)[action])),
    ...listedKeys().map(({ action, keys }) => row(keys, (trace.keys as Words)[action])),
  ];
}

import { shell } from '@/lib/instrumentation/shell';
import type { StaticKind } from './layout';
import { isSame } from './plain';
import type { StaticSettings } from './settings';

/**
 * What a changed text needs to take effect. `plugins_reload`: the Admin API's `plugins/reload` reads the plugins list
 * anew. `reload`: only `apisix reload` or a restart; after `plugins/reload` with another number of labels every sample
 * of the metric is dropped, with the same number values land under the wrong names (observed on APISIX 3.18.0).
 */
export type StaticNeed = 'nothing' | 'plugins_reload' | 'reload';

export function needOf(before: StaticSettings, after: StaticSettings): StaticNeed {
  const { plugins: was, ...restBefore } = before;
  const { plugins: is, ...restAfter } = after;
  if (!isSame(restBefore, restAfter)) return 'reload';
  return isSame(was, is) ? 'nothing' : 'plugins_reload';
}

export type ApplyWay = 'systemd' | 'docker' | 'kubernetes' | 'helm' | 'plugins_reload';
export type ApplyCommand = { way: ApplyWay; command: string };

export type ApplyPlaces = { namespace: string; release: string; adminUrl: string | null };

/** Commands that put a text in force, by the ways in which gateways are run. */
export function applyCommands(kind: StaticKind, need: StaticNeed, places: ApplyPlaces): ApplyCommand[] {
  const { namespace, release, adminUrl } = places;
  const ns = shell(namespace);
  if (kind !== 'config_yaml')
    return [{ way: 'helm', command: `helm upgrade ${shell(release)} apisix/apisix -n ${ns} -f values.yaml` }];
  const all: ApplyCommand[] = [
    {
      way: 'systemd',
      command: `sudo cp config.yaml /usr/local/apisix/conf/config.yaml\nsudo apisix reload`,
    },
    { way: 'docker', command: `docker exec ${shell(release)} apisix reload` },
    {
      way: 'kubernetes',
      command: [
        `kubectl -n ${ns} create configmap ${shell(release)} --from-file=config.yaml --dry-run=client -o yaml | kubectl apply -f -`,
        `kubectl -n ${ns} rollout restart ${shell(`deployment/${release}`)}`,
      ].join('\n'),
    },
  ];
  if (need !== 'plugins_reload') return all;
  const url = `${adminUrl ?? 'http://127.0.0.1:9180'}/apisix/admin/plugins/reload`;
  return [...all, { way: 'plugins_reload', command: `curl -X PUT -H "X-API-KEY: $ADMIN_KEY" ${shell(url)}` }];
}

import 'server-only';
import type { ChangeItem, ChangeSummary, ChangeTarget, PluginConfig, PluginWish } from '@/lib/changes/dto';
import { knownSecretFields } from '@/lib/server/apisix/gateway-facts';
import { maskPluginConfig } from '@/lib/server/apisix/mask';
import type { GatewayConfig } from '@/lib/server/config';
import type { StoredChange, StoredItem } from './records';

/** What the browser may see of the record, which holds the gateway's configurations with their secrets. */

export function shownChange(gateway: GatewayConfig, { gatewayId: _gateway, ...change }: StoredChange): ChangeSummary {
  return { ...change, wish: shownWish(gateway, change.target, change.wish) };
}

export function shownItem(gateway: GatewayConfig, target: ChangeTarget, item: StoredItem): ChangeItem {
  const { seen: _seen, ...rest } = item;
  return {
    ...rest,
    before: shownConfig(gateway, target, item.before),
    after: shownConfig(gateway, target, item.after),
  };
}

function shownWish(gateway: GatewayConfig, target: ChangeTarget, wish: PluginWish): PluginWish {
  if (wish.state === 'off' || wish.config === undefined) return wish;
  const config = shownConfig(gateway, target, wish.config);
  if (wish.state === 'exactly') return { ...wish, config };
  return config === null ? { state: 'on' } : { ...wish, config };
}

function shownConfig<Config extends PluginConfig | null>(
  gateway: GatewayConfig,
  target: ChangeTarget,
  config: Config,
): Config {
  const name = target.kind === 'static_config' ? target.file : target.plugin;
  return maskPluginConfig(name, config, knownSecretFields(gateway));
}

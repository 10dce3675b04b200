import type { AppLocale } from '@/lib/i18n/locales';

export type LabelVariable = { name: string; about: string };

type Known = readonly [name: string, en: string, zh: string];

/** Variables that make sense as labels, the ones with few values first. */
const known: readonly Known[] = [
  ['upstream_status', 'Status that the upstream answered', '上游返回的状态码'],
  ['upstream_addr', 'Upstream node, a list after retries', '上游节点，重试后为列表'],
  ['request_method', 'Method of the request', '请求方法'],
  ['route_name', 'Name of the route', '路由名称'],
  ['service_name', 'Name of the service', '服务名称'],
  ['consumer_name', 'Name of the consumer', '消费者名称'],
  ['host', 'Host of the request', '请求的主机名'],
  ['scheme', 'http or https', 'http 或 https'],
  ['server_protocol', 'Protocol of the request', '请求协议'],
  ['upstream_cache_status', 'What the cache did', '缓存状态'],
  ['balancer_ip', 'Address of the chosen node', '所选节点的地址'],
];

export function labelVariables(locale: AppLocale): LabelVariable[] {
  return known.map(([name, en, zh]) => ({ name, about: locale === 'en' ? en : zh }));
}

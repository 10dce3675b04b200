/** The path of deepflow-agent's receiver: it compares the whole path (agent/src/integration_collector.rs:634). */
export const agentPath = '/api/v1/otel/trace';
/** What opentelemetry-lua puts behind the address, whatever it ends in (exporter/http_client.lua). */
const suffix = '/v1/traces';

export type AddressFault =
  /** Not an address at all. */
  | 'invalid'
  /** The agent's path, with what would be appended to it: the agent answers 404. */
  | 'agent_suffix'
  /** Ends in `/v1/traces` already, which would be appended once more. */
  | 'suffix_twice'
  /** A user and password in it would be shown to everyone. */
  | 'credentials';

export type CollectorAddress = {
  /** Where spans would be posted to. */
  postsTo: string;
  fault: AddressFault | null;
  /** The same address in the form that works; null: none is known, or none is needed. */
  suggestion: string | null;
  /** It leads to a deepflow-agent's path, rightly or wrongly. */
  isAgent: boolean;
};

/** Reads `collector.address` of the `opentelemetry` plugin as the gateway would. */
export function readCollectorAddress(address: string): CollectorAddress {
  const text = address.trim();
  const url = `${text.startsWith('http') ? '' : 'http://'}${text}`;
  const postsTo = `${url}${suffix}`;
  const none = { postsTo, suggestion: null, isAgent: false };
  if (text === '' || /[\s"'<>`\\]/.test(text) || !URL.canParse(url)) return { ...none, fault: 'invalid' };
  const { protocol, username, password, hash, hostname } = new URL(url);
  if (!/^https?:$/.test(protocol) || hash !== '' || hostname === '') return { ...none, fault: 'invalid' };
  if (username !== '' || password !== '') return { ...none, fault: 'credentials' };
  const [head = '', query] = splitAt(url, '?');
  const path = head.slice(head.indexOf(new URL(url).host) + new URL(url).host.length);
  const bare = path
    .replace(/\/+$/, '')
    .replace(new RegExp(`${suffix}$`), '')
    .replace(/\/+$/, '');
  const isAgent = bare === agentPath;
  if (isAgent) {
    if (path === agentPath && query !== undefined) return { ...none, fault: null, isAgent };
    const host = text.slice(0, text.indexOf(agentPath));
    return { postsTo, fault: 'agent_suffix', suggestion: `${host}${agentPath}?`, isAgent };
  }
  if (query === undefined && path.replace(/\/+$/, '').endsWith(suffix)) {
    const cut = text.replace(/\/+$/, '').slice(0, -suffix.length);
    return { postsTo, fault: 'suffix_twice', suggestion: cut, isAgent };
  }
  if (query === undefined && path.endsWith('/'))
    return { postsTo, fault: null, suggestion: text.replace(/\/+$/, ''), isAgent };
  return { ...none, fault: null };
}

function splitAt(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

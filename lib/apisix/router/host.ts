/** Host as nginx's `$host` has it: lower case, without port and trailing dot; `_` when the request names none. */
export function normaliseHost(host: string): string {
  const lower = host.trim().toLowerCase();
  const bare = lower.startsWith('[') ? lower.slice(0, lower.indexOf(']') + 1) : (lower.split(':')[0] ?? '');
  const name = bare.endsWith('.') ? bare.slice(0, -1) : bare;
  return name === '' ? '_' : name;
}

/** Hosts are looked up from their end, so that `*.example.com` becomes a prefix. */
export function reverse(text: string): string {
  let out = '';
  for (let at = text.length - 1; at >= 0; at--) out += text[at];
  return out;
}

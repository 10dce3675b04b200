import 'server-only';
import { isScalar, type Pair, type ParsedNode, parseDocument, visit } from 'yaml';
import { isSecretName, maskAddress } from '@/lib/server/apisix/mask';
import { masked } from '@/lib/server/secret';

/** Names under which APISIX's config.yaml and the chart's values keep secrets, beside those that say so themselves. */
const secretKeys = /^(key|keyring|admin|viewer|rootpassword|cert_key|ssl_key|redis_password|jwt_secret)$/;

/**
 * A YAML text with its secrets replaced, line by line the same otherwise. What cannot be parsed is not shown at all.
 * Variables (`${{NAME}}`, `$env://`) are no secrets.
 */
export function maskYaml(text: string): string {
  const document = parseDocument(text, { logLevel: 'error' });
  if (document.errors.length > 0) return '';
  const cuts: { from: number; to: number; put: string }[] = [];
  const mask = (node: unknown) => {
    if (!isScalar(node) || !node.range || typeof node.value === 'boolean' || node.value === null) return;
    const [from, to] = node.range;
    const source = text.slice(from, to);
    if (
      from === to ||
      /^["']?\$(\{\{.*\}\}|(env|secret):\/\/.*)["']?$/i.test(source.trim()) ||
      /^(["'])\1$/.test(source)
    )
      return;
    const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
    cuts.push({ from, to, put: isBlock ? `${masked}\n` : masked });
  };
  visit(document, {
    Pair: (_, pair) => {
      const { key, value } = pair as Pair<ParsedNode, ParsedNode | null>;
      const name = isScalar(key) ? String(key.value) : '';
      if (!isSecretName(name) && !secretKeys.test(name.toLowerCase())) return undefined;
      // `admin` is a section in config.yaml, and a key in the chart's values.
      if (isScalar(value)) mask(value);
      else if (value !== null && name !== 'admin' && name !== 'viewer')
        visit(value, { Scalar: (at, node) => (at === 'key' ? undefined : mask(node)) });
      else return undefined;
      return visit.SKIP;
    },
    Scalar: (at, node) => {
      if (at === 'key' || typeof node.value !== 'string' || !node.range) return;
      const [from, to] = node.range;
      const source = text.slice(from, to);
      const put = maskAddress(source);
      if (put !== source) cuts.push({ from, to, put });
    },
  });
  return cuts
    .sort((a, b) => b.from - a.from)
    .reduce((shown, { from, to, put }) => shown.slice(0, from) + put + shown.slice(to), text);
}

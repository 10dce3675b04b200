import 'server-only';
import { isMap, isScalar, type Pair, type ParsedNode, parseDocument, visit } from 'yaml';
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
    Pair: (_, pair, path) => {
      const { key, value } = pair as Pair<ParsedNode, ParsedNode | null>;
      const name = isScalar(key) ? String(key.value) : '';
      const isSecret = isSecretName(name) || secretKeys.test(name.toLowerCase());
      if (!isSecret && !(name === 'value' && isSecretVariable(path.at(-1)))) return undefined;
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
  const shown = cuts
    .sort((a, b) => b.from - a.from)
    .reduce((masking, { from, to, put }) => masking.slice(0, from) + put + masking.slice(to), text);
  return [inComment, variableInComment, inSnippet].reduce(
    (masking, secret) => masking.replace(secret, `$1${masked}`),
    shown,
  );
}

/** Environment variables of the chart and of Kubernetes: `{name: DB_PASSWORD, value: …}`. */
function isSecretVariable(map: unknown): boolean {
  const name = isMap(map) ? map.get('name') : undefined;
  return typeof name === 'string' && (isSecretName(name) || secretVariable.test(name));
}

const secretVariable = /(key|pass|passw(or)?d|passphrase|pwd|secret|token|credential)s?$/i;

/** A key that was commented out is a key all the same; and so are a variable and a header in a snippet of NGINX's configuration. */
const inComment = /(#.*?\b\w*(?:key|password|secret|token)["']?:\s+["']?)(?!\$|\*)[^\s"',}]+/gi;
const variableInComment =
  /(#.*?\bname["']?:\s+["']?\w*(?:key|pass|passw(?:or)?d|pwd|secret|token|credential)s?["']?(?:\s*,|[^\S\n]*\n\s*#)\s*["']?value["']?:\s+["']?)(?!\$|\*)[^\s"',}]+/gi;
const inSnippet = /(\bauthorization\s+["']?(?:basic|bearer)\s+)[^\s"';]+/gi;

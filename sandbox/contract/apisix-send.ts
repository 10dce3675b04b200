import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { request as send } from 'node:http';
import type { Exchange } from './apisix-recording';

/** An answer as it came. `body`: parsed when it is JSON, null when empty. */
export type Answer = { status: number; headers: Record<string, string>; body: unknown };

const adminKey = 'edd1c9f034335f136f87ad84b625c8f1';
const viewerKey = '4054f7cf07e344346cd3f287985e76a2';

/** How the recordings say a request showed its key. */
function credentials(auth: string): { headers: Record<string, string>; query?: string } {
  switch (auth) {
    case 'admin key in header':
      return { headers: { 'X-API-KEY': adminKey } };
    case 'viewer key in header':
      return { headers: { 'X-API-KEY': viewerKey } };
    case 'wrong key in header':
      return { headers: { 'X-API-KEY': 'not-a-key' } };
    case 'admin key in query':
      return { headers: {}, query: `api_key=${adminKey}` };
    case 'admin key in cookie':
      return { headers: { Cookie: `x_api_key=${adminKey}` } };
    default:
      return { headers: {} };
  }
}

const privateKey = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
const keyPem = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })).export({
  type: 'pkcs8',
  format: 'pem',
}) as string;

/** The recordings keep no secrets and no megabytes: they name what stood there. */
function filled(body: string): string {
  const size = /^<JSON of (\d+) bytes>$/.exec(body)?.[1];
  if (size !== undefined) return jsonOf(Number(size));
  return body.replaceAll('"<pem>"', JSON.stringify(keyPem)).replaceAll('<secret>', 'x');
}

/** A route of exactly this many bytes. */
function jsonOf(bytes: number): string {
  const route = (text: string) =>
    JSON.stringify({
      uri: '/x',
      upstream: { type: 'roundrobin', nodes: { '127.0.0.1:1980': 1 } },
      plugins: { 'response-rewrite': { body: text } },
    });
  return route('d'.repeat(bytes - route('').length));
}

export function bodyOf(exchange: Exchange): string | null {
  const { body } = exchange.request;
  if (body === null || body === undefined) return null;
  return filled(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Sends a request of the recordings to an address. */
export function sendExchange(base: string, exchange: Exchange, body = bodyOf(exchange)): Promise<Answer> {
  const { method, path, auth, headers } = exchange.request;
  const { headers: shown, query } = credentials(auth);
  const url = `${base}${path}${query === undefined ? '' : `${path.includes('?') ? '&' : '?'}${query}`}`;
  return new Promise((resolve, reject) => {
    const length = body === null ? {} : { 'content-length': Buffer.byteLength(body) };
    const outgoing = send(url, { method, headers: { ...headers, ...shown, ...length } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const flat = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
        resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(flat), body: parsed(text) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body ?? undefined);
  });
}

function parsed(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

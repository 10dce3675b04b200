import 'server-only';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';

export type Exchange = {
  url: string | URL;
  method: string;
  headers: Record<string, string>;
  body: string | undefined;
  /** Gets each part of the answer's body as it comes; what it throws ends the exchange. */
  onBytes: (bytes: Buffer) => void;
  signal: AbortSignal | undefined;
};

export type ExchangeHead = { status: number; headers: Headers };

/** As long as fetch keeps an idle connection: shorter than any server does, so that none is used while it closes. */
const idleMs = 4_000;
const agents = {
  'http:': new HttpAgent({ keepAlive: true, timeout: idleMs }),
  'https:': new HttpsAgent({ keepAlive: true, timeout: idleMs }),
};

/**
 * One request over a kept connection, to its last byte; redirects are not followed. By node:http, because fetch takes
 * several times the processor time of it, and a change of a thousand routes is two thousand requests.
 */
export function exchange({ url, method, headers, body, onBytes, signal }: Exchange): Promise<ExchangeHead> {
  return new Promise((resolve, reject) => {
    const address = new URL(url);
    const isSecure = address.protocol === 'https:';
    const outgoing = (isSecure ? httpsRequest : httpRequest)(address, {
      agent: agents[isSecure ? 'https:' : 'http:'],
      method,
      headers: { 'accept-encoding': 'gzip, deflate', ...headers },
    });
    const stop = () => outgoing.destroy(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
    const settle = <T>(end: (value: T) => void) => {
      return (value: T) => {
        signal?.removeEventListener('abort', stop);
        end(value);
      };
    };
    const fail = settle((error: Error) => {
      reject(error);
      outgoing.destroy();
    });
    const done = settle(resolve);
    outgoing.on('error', fail);
    outgoing.on('response', (incoming) => {
      const content = decoded(incoming);
      content.on('data', (bytes: Buffer) => {
        try {
          onBytes(bytes);
        } catch (error) {
          fail(error as Error);
        }
      });
      incoming.on('error', fail);
      if (content !== incoming) content.on('error', fail);
      content.on('end', () => {
        // A connection that ends in the middle of a body of a known length.
        if (!incoming.complete) return fail(Object.assign(new Error('cut off'), { code: 'ECONNRESET' }));
        done({ status: incoming.statusCode ?? 0, headers: headersOf(incoming) });
      });
    });
    if (signal?.aborted) return stop();
    signal?.addEventListener('abort', stop, { once: true });
    outgoing.end(body);
  });
}

function decoded(incoming: IncomingMessage): Readable {
  const encoding = incoming.headers['content-encoding'];
  if (encoding === 'gzip' || encoding === 'x-gzip') return incoming.pipe(createGunzip());
  return encoding === 'deflate' ? incoming.pipe(createInflate()) : incoming;
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  return headers;
}

import 'server-only';
import type { Transform } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import type { Dispatcher } from 'undici';
import Pool from 'undici/lib/dispatcher/pool.js';
import { processWide } from './process-wide';

export type Exchange = {
  url: string | URL;
  method: Dispatcher.HttpMethod;
  headers: Record<string, string>;
  body: string | undefined;
  /** Gets each part of the answer's body as it comes; what it throws ends the exchange. */
  onBytes: (bytes: Buffer) => void;
  /** For the whole exchange. */
  timeoutMs: number;
  signal: AbortSignal | undefined;
};

export type ExchangeHead = { status: number; headers: AnswerHeaders };

/** Read when they are asked for: an answer has many headers, and most of them nobody looks at. */
export type AnswerHeaders = { get: (lowerCaseName: string) => string | null };

/** What an exchange that takes too long is ended with. */
export class ExchangeTimeout extends Error {
  override readonly name = 'ExchangeTimeout';
}

/** As long as fetch keeps an idle connection: shorter than any server does, so that none is used while it closes. */
const idleMs = 4_000;

/** One for each upstream and time limit, of which there are few. */
const pools = processWide('http-pools', () => new Map<string, Pool>());

function poolOf(origin: string, timeoutMs: number): Pool {
  const key = `${timeoutMs} ${origin}`;
  let pool = pools.get(key);
  if (pool === undefined) {
    // The one time limit is the exchange's own. A try to connect outlives it by no more than itself: an upstream that
    // drops what it is sent would gather sockets otherwise.
    pool = new Pool(origin, {
      keepAliveTimeout: idleMs,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: timeoutMs },
    });
    pools.set(key, pool);
  }
  return pool;
}

/**
 * One request over a kept connection, to its last byte; redirects are not followed. By undici's dispatcher, because
 * node:http takes three times the processor time of it, and fetch ten: a change of a thousand routes is two thousand
 * requests.
 */
export function exchange(request: Exchange): Promise<ExchangeHead> {
  const { url, method, headers, body = null, onBytes, timeoutMs, signal } = request;
  return new Promise((resolve, reject) => {
    const { origin, pathname, search } = new URL(url);
    let head: ExchangeHead | undefined;
    let content: Transform | null = null;
    let failure: Error | undefined;
    let abort: ((reason: Error) => void) | undefined;
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const fail = (error: Error) => {
      if (failure !== undefined) return;
      failure = error;
      settle();
      reject(error);
      abort?.(error);
      content?.destroy();
    };
    const done = () => {
      if (head === undefined || failure !== undefined) return;
      settle();
      resolve(head);
    };
    const take = (bytes: Buffer) => {
      try {
        onBytes(bytes);
      } catch (error) {
        fail(error as Error);
      }
    };
    const onAbort = () => fail(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
    const timer = setTimeout(() => fail(new ExchangeTimeout()), timeoutMs);
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    poolOf(origin, timeoutMs).dispatch(
      { path: pathname + search, method, headers: { 'accept-encoding': 'gzip, deflate', ...headers }, body },
      {
        onConnect(end) {
          abort = end;
          // It failed while it waited for its connection.
          if (failure !== undefined) end(failure);
        },
        onHeaders(status, rawHeaders, resume) {
          // Of another answer on its way.
          if (status < 200) return true;
          head = { status, headers: answerHeaders(rawHeaders) };
          content = decoderOf(head.headers.get('content-encoding'));
          content?.on('data', take).on('drain', resume).on('error', fail).on('end', done);
          return true;
        },
        onData(bytes) {
          if (content !== null) return content.write(bytes);
          take(bytes);
          return true;
        },
        onComplete() {
          if (content === null) done();
          else content.end();
        },
        onError: fail,
      },
    );
  });
}

function decoderOf(encoding: string | null): Transform | null {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip();
  return encoding === 'deflate' ? createInflate() : null;
}

/** Names and values by turns. */
function answerHeaders(raw: readonly Buffer[]): AnswerHeaders {
  return {
    get(lowerCaseName) {
      for (let at = 0; at + 1 < raw.length; at += 2)
        if (raw[at]?.length === lowerCaseName.length && raw[at]?.toString('latin1').toLowerCase() === lowerCaseName)
          return raw[at + 1]?.toString('latin1') ?? null;
      return null;
    },
  };
}

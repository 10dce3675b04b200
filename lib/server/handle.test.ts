import { afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { ProblemError } from '@/lib/http/problem';
import { handle, readJson } from './handle';
import { failureFields } from './log';
import { Secret } from './secret';

const { logFailure } = vi.hoisted(() => ({ logFailure: vi.fn() }));
vi.mock('./log', async (original) => ({ ...(await original<typeof import('./log')>()), logFailure }));
afterEach(() => vi.clearAllMocks());

const good = handle('viewer', async () => Response.json({ good: true }));

function request(init: RequestInit & { host?: string } = {}): Request {
  const { host = '127.0.0.1:3000', ...rest } = init;
  const headers = new Headers(rest.headers);
  headers.set('host', host);
  return new Request('http://127.0.0.1:3000/api/x?q=secret-search', { ...rest, headers });
}

function write(headers: Record<string, string>): Request {
  return request({ method: 'POST', body: '{}', headers: { 'content-type': 'application/json', ...headers } });
}

test('an answer is never stored', async () => {
  const response = await good(request(), {});
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
});

test.each(['localhost:3000', '127.0.0.1', '127.0.0.1:3000', '127.9.9.9', '[::1]:3000', 'LOCALHOST'])(
  'the host %s is this machine',
  async (host) => expect((await good(request({ host }), {})).status).toBe(200),
);

test.each([
  'evil.example',
  'evil.example:3000',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  '10.0.0.1',
  '0.0.0.0',
  '',
])('the host %j is refused: a name may have been made to point here', async (host) =>
  expect((await good(request({ host }), {})).status).toBe(403),
);

test.each<[string, Record<string, string>, number]>([
  ['from the console', { 'sec-fetch-site': 'same-origin' }, 200],
  ['from a program', {}, 200],
  ['from the console in an old browser', { origin: 'http://127.0.0.1:3000' }, 200],
  ['from another site', { 'sec-fetch-site': 'cross-site', origin: 'http://127.0.0.1:3000' }, 403],
  ['from another port of this machine', { 'sec-fetch-site': 'same-site' }, 403],
  ['from another site in an old browser', { origin: 'http://evil.example' }, 403],
  ['from a sandboxed page', { origin: 'null' }, 403],
  ['as a form', { 'sec-fetch-site': 'same-origin', 'content-type': 'text/plain' }, 415],
])('a write %s', async (_case, headers, status) => {
  expect((await good(write(headers), {})).status).toBe(status);
});

test('a fault of the input names its field', async () => {
  const handler = handle('operator', async () =>
    Response.json(z.object({ a: z.object({ b: z.string() }) }).parse({ a: {} })),
  );
  const response = await handler(request(), {});
  expect(response.status).toBe(422);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toMatchObject({ code: 'invalid_input', field: 'a.b' });
});

test('a body that is not JSON is the caller’s fault', async () => {
  const handler = handle('operator', async (incoming) => Response.json(await readJson(incoming)));
  const broken = request({ method: 'POST', body: '{', headers: { 'content-type': 'application/json' } });
  expect((await handler(broken, {})).status).toBe(400);
});

test('a body larger than any that the console sends is refused before it is read whole', async () => {
  const handler = handle('operator', async (incoming) => Response.json(await readJson(incoming)));
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 65_536;
      controller.enqueue(new Uint8Array(65_536).fill(32));
    },
  });
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', body: endless, headers, duplex: 'half' } as RequestInit;
  expect((await handler(request(init), {})).status).toBe(413);
  expect(sent).toBeLessThan(2_000_000);
});

test('an error that nobody meant says one fixed sentence, and the log says what it was', async () => {
  const handler = handle('viewer', async () => {
    throw new Error('internals at /srv/app');
  });
  const response = await handler(request(), {});
  expect(response.status).toBe(500);
  const body = await response.text();
  expect(body).not.toContain('internals');
  const [record] = logFailure.mock.calls[0] ?? [];
  expect(failureFields(record)).toMatchObject({
    code: 'internal',
    path: '/api/x',
    cause: 'Error: internals at /srv/app',
  });
});

test('neither an answer nor a log line contains a key or the query', async () => {
  const key = new Secret('key-that-nobody-may-see');
  const cause = new Error(`refused ${key.reveal()}`, { cause: new Error(`again ${key.reveal()}`) });
  const problem = { type: 'about:blank', title: 'No', status: 502, code: 'upstream_rejected' as const, detail: 'no' };
  const handler = handle('viewer', async () => {
    throw new ProblemError(problem, { cause });
  });
  const response = await handler(request(), {});
  expect(await response.json()).toEqual(problem);
  const [record] = logFailure.mock.calls[0] ?? [];
  const line = JSON.stringify(failureFields(record));
  expect(line).toContain('********');
  expect(line).not.toMatch(/nobody-may-see|secret-search/);
});

test('a browser that has gone is no failure', async () => {
  const abort = new AbortController();
  const handler = handle('viewer', async () => {
    abort.abort();
    throw abort.signal.reason;
  });
  expect((await handler(request({ signal: abort.signal }), {})).status).toBe(499);
  expect(logFailure).not.toHaveBeenCalled();
});

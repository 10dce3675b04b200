import type { Server } from 'node:http';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { closeServer, type Handle, listen } from '@/sandbox/deepflow/http';

const seen = vi.fn<Handle>();
let server: Server;
let port: number;

beforeAll(async () => {
  server = await listen('127.0.0.1', 0, seen);
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(() => closeServer(server));
afterEach(() => {
  seen.mockReset();
  vi.restoreAllMocks();
});

describe('the HTTP server of the sandbox', () => {
  it('tells a handler that its client left, and keeps quiet about it', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const left = new Promise<void>((resolve) => {
      seen.mockImplementation(
        (_request, _body, signal) =>
          new Promise((_, reject) => {
            socket.destroy();
            signal.addEventListener('abort', () => {
              reject(signal.reason);
              resolve();
            });
          }),
      );
    });
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'));
    await left;
    seen.mockResolvedValue({ status: 200, headers: {}, body: 'next' });
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('next');
    expect(logged).not.toHaveBeenCalled();
  });

  it('outlives a fault of the handler, which is answered with 500, and an answer that cannot be sent', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    seen.mockRejectedValueOnce(new Error('a fault'));
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(500);
    seen.mockResolvedValueOnce({ status: 200, headers: { location: 'a\nb' }, body: '' });
    await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    expect(logged).toHaveBeenCalledTimes(2);
  });

  it('keeps the connection of a client that is busy with other things for a while', async () => {
    seen.mockResolvedValueOnce({ status: 200, headers: {}, body: '' });
    const response = await fetch(`http://127.0.0.1:${port}/`);
    expect(response.headers.get('keep-alive')).toBe('timeout=120');
  });

  it('answers 413 to a body that is too large, to a client that writes all of it first', async () => {
    const chunk = new Uint8Array(16 * 1024 * 1024);
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent > 256 * 1024 * 1024) return controller.close();
        sent += chunk.length;
        controller.enqueue(chunk);
      },
    });
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect(answer.status).toBe(413);
    expect(seen).not.toHaveBeenCalled();
  }, 30_000);
});

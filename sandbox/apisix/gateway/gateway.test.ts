import http from 'node:http';
import net from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TestBed } from './testing/start';

let bed: TestBed;
let upstream: string;

beforeEach(async () => {
  bed = new TestBed();
  ({ upstream } = await bed.start());
});
afterEach(() => bed.stop());

function nodes(...addresses: string[]) {
  return { type: 'roundrobin', nodes: Object.fromEntries(addresses.map((address) => [address, 1])) };
}

describe('routing and proxying', () => {
  test('no route is a 404 in JSON, and the next change of the routes counts at once', async () => {
    const missing = await bed.send('/a');
    expect(missing).toMatchObject({ status: 404, body: '{"error_msg":"404 Route Not Found"}\n' });
    expect(missing.headers.server).toBe('APISIX/3.18.0');
    bed.put('routes', 'r', { uri: '/a', upstream: nodes(upstream) });
    expect(await bed.send('/a?x=1')).toMatchObject({ status: 200, body: 'seen /a?x=1' });
    bed.store.remove('routes', 'r');
    expect((await bed.send('/a')).status).toBe(404);
  });

  test('the upstream gets body, Host and forwarding headers as from APISIX', async () => {
    bed.put('routes', 'r', { uri: '/*', upstream: nodes(upstream) });
    const headers = {
      host: 'Shop.test:9080',
      'x-forwarded-for': '1.2.3.4',
      'x-real-ip': '5.6.7.8',
      connection: 'close',
    };
    await bed.send('/%E5%95%86/a%2Fb?q=%20', { method: 'POST', headers, body: 'hello' });
    expect(bed.received[0]).toMatchObject({ method: 'POST', url: '/%E5%95%86/a%2Fb?q=%20', body: 'hello' });
    expect(bed.received[0]?.headers).toMatchObject({
      host: 'Shop.test:9080',
      'x-real-ip': '5.6.7.8',
      'x-forwarded-for': '1.2.3.4, 5.6.7.8',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'Shop.test:9080',
      'x-forwarded-port': '9080',
    });
  });

  test('pass_host: the node, or another name', async () => {
    bed.put('routes', 'node', { uri: '/node', upstream: { ...nodes(upstream), pass_host: 'node' } });
    const other = { ...nodes(upstream), pass_host: 'rewrite', upstream_host: 'other.test' };
    bed.put('routes', 'rewrite', { uri: '/rewrite', upstream: other });
    await bed.send('/node');
    await bed.send('/rewrite');
    expect(bed.received.map(({ headers }) => headers.host)).toEqual([upstream, 'other.test']);
  });

  test('the upstream comes from the route by id, inline, or from the service', async () => {
    const other = await bed.serve((_request, response) => response.end('other'));
    bed.put('upstreams', 'u', nodes(other));
    bed.put('services', 's', { upstream_id: 'u' });
    bed.put('routes', 'own', { uri: '/own', service_id: 's', upstream: nodes(upstream) });
    bed.put('routes', 'ref', { uri: '/ref', upstream_id: 'u' });
    bed.put('routes', 'svc', { uri: '/svc', service_id: 's' });
    expect((await bed.send('/own')).body).toBe('seen /own');
    expect((await bed.send('/ref')).body).toBe('other');
    expect((await bed.send('/svc')).body).toBe('other');
  });

  test('weights share requests out, and a weight of 0 gets none', async () => {
    const b = await bed.serve((_request, response) => response.end('b'));
    bed.put('routes', 'r', { uri: '/*', upstream: { nodes: { [upstream]: 3, [b]: 1, '127.0.0.1:1': 0 } } });
    const answers = [];
    for (let n = 0; n < 8; n++) answers.push((await bed.send('/')).body);
    expect(answers.filter((body) => body === 'b')).toHaveLength(2);
    expect(answers.filter((body) => body === 'seen /')).toHaveLength(6);
  });

  test('a dead node is passed over, a POST included as long as it was not sent', async () => {
    bed.put('routes', 'r', {
      uri: '/*',
      upstream: {
        nodes: [
          { host: '127.0.0.1', port: 1, weight: 1, priority: 1 },
          { host: '127.0.0.1', port: Number(upstream.split(':')[1]), weight: 1 },
        ],
      },
    });
    expect(await bed.send('/x', { method: 'POST', body: 'b' })).toMatchObject({ status: 200, body: 'seen /x' });
  });

  test('502 for a dead upstream, 504 for a silent one, 503 without nodes, 502 for one that is gone', async () => {
    const silent = await bed.serve(() => undefined);
    bed.put('routes', 'dead', { uri: '/dead', upstream: nodes('127.0.0.1:1') });
    const timeout = { connect: 1, send: 1, read: 0.05 };
    bed.put('routes', 'silent', { uri: '/silent', upstream: nodes(silent), timeout });
    bed.put('routes', 'empty', { uri: '/empty', upstream: { nodes: {} } });
    bed.put('routes', 'gone', { uri: '/gone', upstream_id: 'nobody' });
    const dead = await bed.send('/dead');
    expect(dead).toMatchObject({ status: 502, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(dead.headers['x-apisix-upstream-status']).toBe('502');
    expect(dead.body).toContain('<center><h1>502 Bad Gateway</h1></center>');
    expect((await bed.send('/silent')).body).toContain('504 Gateway Time-out');
    expect((await bed.send('/empty')).body).toContain('503 Service Temporarily Unavailable');
    expect((await bed.send('/gone')).status).toBe(502);
  });

  test('a connection that the node closed meanwhile costs a GET nothing and is not a try of its own', async () => {
    let requests = 0;
    const closing = await bed.serve((_request, response) => {
      requests += 1;
      if (requests === 2) response.destroy();
      else response.end(`answer ${requests}`);
    });
    const rewrite = { 'response-rewrite': { headers: { set: { 'X-Tries': '$upstream_status' } } } };
    bed.put('routes', 'r', { uri: '/*', upstream: { ...nodes(closing), retries: 0 }, plugins: rewrite });
    await bed.send('/');
    expect(await bed.send('/')).toMatchObject({ status: 200, body: 'answer 3', headers: { 'x-tries': '200' } });
  });

  test('a body flows through as it comes', async () => {
    let release = () => {};
    const slow = await bed.serve((_request, response) => {
      response.write('first');
      release = () => response.end('last');
    });
    bed.put('routes', 'r', { uri: '/*', upstream: nodes(slow) });
    const body = await new Promise<string>((resolve) => {
      http.get({ host: '127.0.0.1', port: bed.port, path: '/', agent: false }, (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += `[${chunk}]`;
          release();
        });
        response.on('end', () => resolve(text));
      });
    });
    expect(body).toBe('[first][last]');
  });

  test('clients and upstreams that break off, and bytes that are no HTTP, leave the gateway running', async () => {
    const breaking = await bed.serve((_request, response) => {
      response.write('half', () => response.destroy());
    });
    const upgrading = await bed.serve((_request, response) => {
      response.writeHead(101, { connection: 'upgrade', upgrade: 'websocket' }).end();
    });
    const silent = await bed.serve(() => undefined);
    bed.put('routes', 'u', { uri: '/upgrade', upstream: nodes(upgrading) });
    expect((await bed.send('/upgrade')).status).toBe(502);
    bed.put('routes', 'r', { uri: '/half', upstream: nodes(breaking) });
    bed.put('routes', 's', { uri: '/silent', upstream: nodes(silent) });
    await expect(bed.send('/half')).rejects.toThrow();
    const client = net.connect(bed.port, '127.0.0.1', () => client.write('GET /silent HTTP/1.1\r\nHost: a\r\n\r\n'));
    await vi.waitFor(() => expect(bed.received.map(({ url }) => url)).toContain('/silent'));
    client.destroy();
    await vi.waitFor(() =>
      expect(
        bed.exchanges.filter(({ path }) => path === '/silent').map(({ status, endUs }) => [status, endUs]),
      ).toEqual([
        [null, null],
        [null, null],
      ]),
    );
    const garbage = await new Promise<string>((resolve) => {
      const socket = net.connect(bed.port, '127.0.0.1', () => socket.write('\0\x01garbage\r\n\r\n'));
      socket.once('data', (data) => resolve(data.toString()));
    });
    expect(garbage).toContain('400 Bad Request');
    expect((await bed.send('/%zz')).status).toBe(400);
    expect((await bed.send('/none')).status).toBe(404);
  });
});

describe('what an agent would see', () => {
  test('one exchange from the client, one to the upstream, linked by the process between them', async () => {
    const service = await bed.serve((_request, response) => {
      response.writeHead(200, { 'x-sandbox-syscall': '71,72,1000,2000' }).end('ok');
    });
    bed.put('routes', 'r', { uri: '/*', upstream: nodes(service) });
    const headers = { host: 'shop.test', 'x-sandbox-workload': 'storefront', traceparent: 'x' };
    const answer = await bed.send('/cart?id=1', { headers });
    expect(answer.headers['x-sandbox-syscall']).toBeUndefined();
    expect(bed.received[0]?.headers['x-sandbox-workload']).toBeUndefined();
    await vi.waitFor(() => expect(bed.exchanges).toHaveLength(2));
    const [out, into] = bed.exchanges;
    expect(into).toMatchObject({
      client: { workload: 'storefront' },
      server: { workload: 'apisix', port: 9080 },
      method: 'GET',
      host: 'shop.test',
      path: '/cart?id=1',
      status: 200,
      clientSyscall: null,
    });
    expect(out).toMatchObject({
      client: { workload: 'apisix' },
      server: { workload: null, ip: '127.0.0.1' },
      status: 200,
      startUs: 1000,
      endUs: 2000,
      serverSyscall: { request: '71', response: '72' },
    });
    expect(out?.clientSyscall?.request).toBe(into?.serverSyscall?.request);
    expect(out?.clientSyscall?.response).toBe(into?.serverSyscall?.response);
    expect(out?.clientStartUs).toBeGreaterThanOrEqual(into?.startUs ?? 0);
    expect(out?.clientEndUs).toBeLessThanOrEqual(into?.endUs ?? 0);
    expect(into?.requestBytes).toBeGreaterThan(60);
    expect(into?.responseBytes).toBeGreaterThan(60);
  });

  test('sequence numbers go on along a connection; a request that is never answered has no end', async () => {
    bed.put('routes', 'r', { uri: '/*', upstream: nodes(upstream) });
    const silent = await bed.serve(() => undefined);
    bed.put('routes', 's', { uri: '/s', upstream: nodes(silent), timeout: { connect: 1, send: 1, read: 0.05 } });
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    for (const path of ['/1', '/2']) {
      await new Promise<void>((resolve) => {
        http.get({ host: '127.0.0.1', port: bed.port, path, agent }, (response) =>
          response.resume().once('end', resolve),
        );
      });
    }
    agent.destroy();
    await vi.waitFor(() => expect(bed.exchanges).toHaveLength(4));
    const into = bed.exchanges.filter(({ server }) => server.workload === 'apisix');
    expect(into[0]?.connectionId).toBe(into[1]?.connectionId);
    const out = bed.exchanges.filter(({ client }) => client.workload === 'apisix');
    // The first request on a connection is written before there is one.
    expect(out[0]?.connectionId).toBe(out[1]?.connectionId);
    expect(out[0]?.requestBytes).toBe(out[1]?.requestBytes);
    for (const [first, second] of [into, out])
      expect(second?.reqSeq).toBe(((first?.reqSeq ?? 0) + (first?.requestBytes ?? 0)) % 2 ** 32);
    await bed.send('/s');
    await vi.waitFor(() => expect(bed.exchanges).toHaveLength(6));
    expect(bed.exchanges[4]).toMatchObject({ client: { workload: 'apisix' }, status: null, endUs: null });
    expect(bed.exchanges[5]).toMatchObject({ server: { workload: 'apisix' }, status: 504 });
  });
});

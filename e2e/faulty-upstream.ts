import http from 'node:http';
import { faultyPort } from './ports';

/**
 * An upstream that fails in the way it was last told to (`POST /fault` with a mode as the body), for the tests of what
 * the console then shows. In mode `fine` it is a tiny Admin API with one route.
 */

export const faults = ['fine', 'wrong-key', 'html', 'truncated', 'silence', 'other-version', 'nonsense'] as const;
export type Fault = (typeof faults)[number];

let mode: Fault = 'fine';

const route = {
  id: 'only',
  name: 'only-route',
  uri: '/only',
  upstream: { type: 'roundrobin', nodes: { '127.0.0.1:1': 1 } },
  plugins: {},
  status: 1,
  update_time: 1_700_000_000,
};

/** Objects that no sane gateway holds, next to a good one. */
const nonsense = [
  { id: 'nothing' },
  {
    id: 7,
    uri: 42,
    hosts: 'not-a-list',
    plugins: [],
    methods: { GET: true },
    labels: 'team',
    status: 'on',
    priority: 'high',
  },
  {
    id: 'deep',
    uris: [null, '/x'],
    vars: 'x',
    upstream: { nodes: 'none' },
    plugins: { opentelemetry: 'yes', prometheus: [] },
  },
];

function send(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', server: 'APISIX/3.18.0' });
  response.end(JSON.stringify(body));
}

function rows(values: readonly object[]) {
  return values.map((value, index) => ({
    key: `/apisix/routes/${index}`,
    value,
    createdIndex: index + 1,
    modifiedIndex: index + 1,
  }));
}

function list(path: string): unknown {
  if (!path.endsWith('/routes')) return { list: [], total: 0 };
  if (mode === 'nonsense') return { list: rows([...nonsense, route]), total: 4 };
  if (mode === 'other-version') {
    const { update_time: _, status: __, ...older } = route;
    return {
      list: [{ key: '/apisix/routes/only', value: { ...older, new_field: { of: 'a later version' } } }],
      cursor: null,
    };
  }
  return { list: rows([route]), total: 1 };
}

const html = '<html><head><title>Sign in</title></head><body>Corporate proxy</body></html>';

const server = http.createServer((request, response) => {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  if (path === '/fault') {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      mode = faults.find((fault) => fault === body) ?? mode;
      send(response, 200, { mode });
    });
    return;
  }
  request.resume();
  switch (mode) {
    case 'wrong-key':
      return send(response, 401, { error_msg: 'failed to check token', description: 'wrong apikey' });
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' });
      return void response.end(html);
    case 'truncated':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 5_000 });
      response.write('{"list":[{"key":"/apisix/routes/only","value":{"id":"on');
      return void setTimeout(() => response.destroy(), 50);
    case 'silence':
      return; // never answered: the console's own timeout must end it
    default:
      return send(response, 200, path.endsWith('/plugins/list') ? ['opentelemetry', 'prometheus'] : list(path));
  }
});
// A test that looks for seconds must not come back to a connection that was closed meanwhile.
server.keepAliveTimeout = 60_000;
server.listen(faultyPort, '127.0.0.1');

import { expect, test } from 'vitest';
import { isSecretName, maskObject } from './mask';

const fields = new Map([
  ['loki-logger', ['headers']],
  ['kafka-logger', ['brokers.sasl_config.password']],
]);

test('hides what schemas, names and addresses tell to be secret, and nothing else', () => {
  const route = {
    id: '1',
    uri: '/token',
    upstream: { tls: { client_key: 'PEM', client_cert: 'PEM' }, nodes: { 'a:80': 1 }, key: 'remote_addr' },
    plugins: {
      'limit-count': { key: 'remote_addr', redis_password: 'p1' },
      'loki-logger': { headers: { 'X-Scope': 's1' }, endpoint_addrs: ['http://user:p2@loki:3100'] },
      'kafka-logger': { brokers: [{ host: 'k', sasl_config: { user: 'u', password: 'p3' } }] },
      'openid-connect': { client_id: 'c', client_secret: '$secret://vault/1/oidc', bearer_only: true },
      'proxy-rewrite': { headers: { set: { Authorization: 'Basic p4', 'X-Ok': 'seen' } } },
      csrf: { key: 'p5' },
      'jwt-auth': { key: 'p6', secret: 'p7' },
    },
  };
  const shown = maskObject(route, fields);
  expect(shown).toEqual({
    id: '1',
    uri: '/token',
    upstream: { tls: { client_key: '********', client_cert: 'PEM' }, nodes: { 'a:80': 1 }, key: 'remote_addr' },
    plugins: {
      'limit-count': { key: 'remote_addr', redis_password: '********' },
      'loki-logger': { headers: { 'X-Scope': '********' }, endpoint_addrs: ['http://********@loki:3100'] },
      'kafka-logger': { brokers: [{ host: 'k', sasl_config: { user: 'u', password: '********' } }] },
      'openid-connect': { client_id: 'c', client_secret: '$secret://vault/1/oidc', bearer_only: true },
      'proxy-rewrite': { headers: { set: { Authorization: '********', 'X-Ok': 'seen' } } },
      csrf: { key: '********' },
      'jwt-auth': { key: '********', secret: '********' },
    },
  });
  expect(JSON.stringify(shown)).not.toMatch(/p[1-7]/);
});

test('names alone decide where the gateway cannot tell its secret fields', () => {
  expect(maskObject({ plugins: { x: { api_key: 'k', note: 'n' } } }, null)).toEqual({
    plugins: { x: { api_key: '********', note: 'n' } },
  });
});

test('tokens in addresses are hidden, in the place of the user as in the query', () => {
  const uris = [
    'https://t0ken@sentry.example/1',
    'https://x.example/send?access_token=t1&b=2#f',
    'https://x.example/?key=v',
  ];
  expect(maskObject({ plugins: { x: { uris } } }, null)).toEqual({
    plugins: {
      x: {
        uris: [
          'https://********@sentry.example/1',
          'https://x.example/send?access_token=********&b=2#f',
          'https://x.example/?key=v',
        ],
      },
    },
  });
});

test('secret fields that no name tells are known without the schemas too', () => {
  const plugins = {
    'http-logger': { auth_header: 's1' },
    'loki-logger': { headers: { 'X-Scope': 's2' } },
    'ai-proxy': { auth: { header: { 'X-Mine': 's3' }, query: { k: 's4' } } },
    'ai-proxy-multi': { instances: [{ name: 'a', auth: { query: { k: 's5' } } }] },
  };
  const shown = maskObject({ plugins }, null);
  expect(JSON.stringify(shown)).not.toMatch(/s[1-5]/);
});

test('the object itself is left as it is', () => {
  const object = { plugins: { csrf: { key: 'k' } } };
  maskObject(object, fields);
  expect(object.plugins.csrf.key).toBe('k');
});

test.each([
  ...['deploy.token', 'authToken', 'auth-token', 'deploy.authToken', 'x.api-key', 'apiKey', 'APIKey', 'DB_PASSWORD'],
  ...[
    'passWord',
    'APIkey',
    'clientSecret',
    'secretAccessKey',
    'service.credential',
    'Proxy-Authorization',
    'AccessToken',
  ],
])('a resource attribute or a field named %s is a secret, however it is written', (name) => {
  expect(isSecretName(name)).toBe(true);
});

test.each([
  ...['token_count', 'tokenCount', 'max_tokens', 'llm.tokens', 'secretName', 'password_policy', 'service.name'],
  ...['deployment.environment', 'key', 'tokenizer', 'host.name', 'api_key_header', 'mistoken'],
])('%s only tells of one, and is shown', (name) => {
  expect(isSecretName(name)).toBe(false);
});

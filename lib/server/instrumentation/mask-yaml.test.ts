import { expect, test } from 'vitest';
import { configYaml, helmValues } from '@/lib/instrumentation/static/testing-texts';
import { maskYaml } from './mask-yaml';

test('keys, passwords, tokens and the parts of addresses that are secret are not shown', () => {
  const text = `deployment:
  admin:
    admin_key:
      - name: admin
        key: edd1c9f034335f136f87ad84b625c8f1   # change me
      - {name: viewer, key: "4054f7cf07e344346cd3f287985e76a2"}
  etcd:
    host: ["http://root:pass-1@etcd:2379"]
    user: root
    password: pass-2
apisix:
  data_encryption:
    keyring:
      - ring-secret-1
  ssl_key: |
    -----BEGIN
    secret-pem
  admin:
    credentials: {admin: cred-1, viewer: cred-2}
plugin_attr:
  opentelemetry: {collector: {request_headers: {Authorization: token-1}}}
  x: {key: '\${{APISIX_KEY}}', empty_key: '', token: $env://T}
`;
  const shown = maskYaml(text);
  expect(shown).not.toMatch(/edd1c9|4054f7|pass-[12]|ring-secret|secret-pem|cred-[12]|token-1/);
  expect(shown).toContain('key: ********   # change me');
  expect(shown).toContain('{{APISIX_KEY}}');
  expect(shown).toContain('$env://T');
  expect(shown).toContain('user: root');
});

test('a key that was commented out, and a header in a snippet', () => {
  const shown = maskYaml(`a: 1   # key: old-secret-1
# password: "old-secret-2"
snippet: |
  proxy_set_header Authorization "Basic c2VjcmV0LTM=";
b: 2   # the key of it all
`);
  expect(shown).not.toMatch(/old-secret|c2VjcmV0/);
  expect(shown).toContain('# the key of it all');
});

test('the value of a variable whose name says that it is secret', () => {
  const shown = maskYaml(`extraEnvVars:
  - name: DB_PASSWORD
    value: secret-1
  - {value: "secret-2", name: "ADMIN_KEY"}
  - name: PGPASSWORD
    value: |
      secret-3
  # - name: API_TOKEN
  #   value: secret-4
  # - {name: MYSQL_PWD, value: secret-5}
  - {name: LOG_LEVEL, value: debug}
  - {name: X_TOKEN, value: '$\{{X_TOKEN}}'}
  - name: FROM_SECRET
    valueFrom: {secretKeyRef: {name: db}}
`);
  expect(shown).not.toMatch(/secret-\d/);
  expect(shown).toContain('- {value: ********, name: "ADMIN_KEY"}');
  expect(shown).toContain('{name: LOG_LEVEL, value: debug}');
  expect(shown).toContain('{{X_TOKEN}}');
  expect(shown).toContain('valueFrom: {secretKeyRef: {name: db}}');
});

test('a text without secrets is shown as it is, and what is no YAML is not shown', () => {
  expect(maskYaml(configYaml)).toBe(configYaml);
  expect(maskYaml(helmValues)).toBe(helmValues);
  expect(maskYaml('key: [secret\n')).toBe('');
});

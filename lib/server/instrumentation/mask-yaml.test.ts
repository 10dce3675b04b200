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

test('a text without secrets is shown as it is, and what is no YAML is not shown', () => {
  expect(maskYaml(configYaml)).toBe(configYaml);
  expect(maskYaml(helmValues)).toBe(helmValues);
  expect(maskYaml('key: [secret\n')).toBe('');
});

import { expect, test } from 'vitest';
import { isLoopbackAddress, isLoopbackHost } from './loopback';

test.each(['127.0.0.1', '127.1.2.3:80', 'localhost', 'Localhost:3000', '[::1]', '[::1]:3000'])(
  '%s is this machine',
  (host) => expect(isLoopbackHost(host)).toBe(true),
);

test.each([
  null,
  '',
  '0.0.0.0',
  '::',
  '10.0.0.1',
  'localhost.evil.example',
  '127.0.0.1.nip.io',
  '127.0.0.1@evil.example',
  'x127.0.0.1',
])('%s is not', (host) => expect(isLoopbackHost(host)).toBe(false));

test('an address to listen on may be IPv6 without brackets', () => {
  expect(isLoopbackAddress('::1')).toBe(true);
  expect(isLoopbackAddress('::')).toBe(false);
});

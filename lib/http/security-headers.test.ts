import { expect, test } from 'vitest';
import { securityHeaders } from './security-headers';

function directive(name: string, isDevelopment = false): string | undefined {
  const policy = securityHeaders('abc', isDevelopment)['content-security-policy'] ?? '';
  return policy.split('; ').find((part) => part.startsWith(`${name} `));
}

test('scripts run by the nonce alone, and nothing is evaluated outside development', () => {
  expect(directive('script-src')).toBe("script-src 'self' 'nonce-abc' 'strict-dynamic'");
  expect(directive('script-src', true)).toContain("'unsafe-eval'");
  expect(directive('connect-src')).toBe("connect-src 'self'");
});

test('no site may frame a page or be sent its forms', () => {
  expect(directive('frame-ancestors')).toBe("frame-ancestors 'none'");
  expect(directive('form-action')).toBe("form-action 'self'");
  expect(directive('base-uri')).toBe("base-uri 'none'");
});

test('a page frames nothing but what is allowed', () => {
  expect(directive('frame-src')).toBe("frame-src 'none'");
  const policy = securityHeaders('abc', false, ['https://grafana.example.com'])['content-security-policy'];
  expect(policy?.split('; ')).toContain('frame-src https://grafana.example.com');
});

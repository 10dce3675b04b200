import { describe, expect, test } from 'vitest';
import { pickLocale, pickTimeZone } from './locales';

describe('pickLocale', () => {
  test.each([
    ['zh-CN', 'en', 'zh-CN'],
    ['en', 'zh-CN', 'en'],
    [undefined, 'zh-TW,zh;q=0.9,en;q=0.8', 'zh-CN'],
    [undefined, 'fr, en;q=0.5, zh;q=0.7', 'zh-CN'],
    [undefined, 'de-DE', 'en'],
    [undefined, null, 'en'],
    ['<script>', 'zh;q=0', 'en'],
  ])('chosen %s, accepted %s: %s', (chosen, accepted, locale) => {
    expect(pickLocale(chosen, accepted)).toBe(locale);
  });
});

test('an unknown time zone in the cookie is UTC', () => {
  expect(pickTimeZone('Asia/Shanghai')).toBe('Asia/Shanghai');
  expect(pickTimeZone('No/Where')).toBe('UTC');
  expect(pickTimeZone(undefined)).toBe('UTC');
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ExpositionError, parseExposition } from '@/sandbox/scraper/exposition';
import { scraped } from '@/sandbox/scraper/scrape';

const target = { job: 'apisix', instance: '10.0.0.1:9091' };

describe("Prometheus' text format", () => {
  it('reads every line of a real gateway', () => {
    const text = readFileSync(new URL('../../test/fixtures/apisix/prometheus-metrics.txt', import.meta.url), 'utf8');
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(parseExposition(text)).toHaveLength(lines.length);
  });

  it('undoes escapes in values of labels, and knows braces and commas inside them', () => {
    expect(parseExposition('x{a="q\\"u\\\\o\\nt,e}",b=""} 1.5e3 1700000000123')).toEqual([
      {
        labels: [
          { name: '__name__', value: 'x' },
          { name: 'a', value: 'q"u\\o\nt,e}' },
          { name: 'b', value: '' },
        ],
        value: 1500,
        timestampMs: 1_700_000_000_123,
      },
    ]);
  });

  it.each([
    ['+Inf', Infinity],
    ['-Inf', -Infinity],
    ['NaN', NaN],
    ['0x1p4', null],
  ])('reads the value %s', (text, value) => {
    if (value === null) {
      expect(() => parseExposition(`x ${text}`)).toThrow(ExpositionError);
    } else {
      expect(parseExposition(`x ${text}`)[0]?.value).toBe(value);
    }
  });

  it.each(['{}', 'x', 'x{a=1} 2', 'x{a="1} 2', '9x 1'])('refuses %s', (line) => {
    expect(() => parseExposition(line)).toThrow(ExpositionError);
  });
});

describe('a scrape', () => {
  it('gives every series its target, drops labels without a value, and says that the target is up', () => {
    expect(scraped('x{a="",b="1"} 2\n', target, 5000)).toEqual([
      {
        labels: [
          { name: '__name__', value: 'x' },
          { name: 'b', value: '1' },
          { name: 'job', value: 'apisix' },
          { name: 'instance', value: '10.0.0.1:9091' },
        ],
        samples: [{ value: 2, timestampMs: 5000 }],
      },
      expect.objectContaining({ samples: [{ value: 1, timestampMs: 5000 }] }),
    ]);
  });

  it.each([
    ['did not answer', null],
    ['has no prometheus plugin', '{}'],
  ])('says that a target that %s is down, and nothing else', (_name, text) => {
    expect(scraped(text, target, 5000)).toEqual([
      expect.objectContaining({ samples: [{ value: 0, timestampMs: 5000 }] }),
    ]);
  });
});

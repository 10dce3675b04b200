import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snappy } from '@/sandbox/deepflow/prometheus/snappy';
import { decodeWrite, encodeWrite, type WrittenSeries } from '@/sandbox/deepflow/prometheus/write-request';

const label = fc.record({
  name: fc.stringMatching(/^[a-z_]\w{0,8}$/),
  value: fc.string({ unit: 'grapheme', maxLength: 12 }),
});
const sample = fc.record({
  value: fc.double(),
  timestampMs: fc.integer({ min: -1e15, max: 1e15 }),
});
const series = fc.record({
  labels: fc.uniqueArray(label, { selector: ({ name }) => name, maxLength: 6 }),
  samples: fc.array(sample, { maxLength: 5 }),
});

const ordered = (one: WrittenSeries) => ({
  ...one,
  labels: [...one.labels].sort((a, b) => (a.name < b.name ? -1 : 1)),
});

describe('remote write', () => {
  it('reads what it wrote, labels in order', () => {
    fc.assert(
      fc.property(fc.array(series, { maxLength: 8 }), (written) => {
        expect(decodeWrite(encodeWrite(written))).toEqual(written.map(ordered));
      }),
    );
  });

  it('passes over metadata and exemplars', () => {
    // WriteRequest.metadata (3), and in a series an exemplar (3) between a label and a sample.
    const metadata = [0x1a, 2, 0x08, 1];
    const sampleBytes = [0x12, 11, 0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x10, 5];
    const body = [0x0a, 7, 0x0a, 5, 0x0a, 1, 0x61, 0x12, 0];
    const all = [
      0x0a,
      body.length - 2 + 2 + sampleBytes.length,
      ...body.slice(2),
      0x1a,
      0,
      ...sampleBytes,
      ...metadata,
    ];
    expect(decodeWrite(snappy(Uint8Array.from(all)))).toEqual([
      { labels: [{ name: 'a', value: '' }], samples: [{ value: 1, timestampMs: 5 }] },
    ]);
  });

  it('refuses a body that is no message', () => {
    expect(() => decodeWrite(snappy(new TextEncoder().encode('{"timeseries":[]}')))).toThrow();
  });
});

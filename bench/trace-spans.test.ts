import { expect, test } from 'vitest';
import { layOut } from '@/lib/telemetry/trace/lay-out';
import { traceStats } from '@/lib/telemetry/trace/trace-stats';
import { traceSpans } from './trace-spans';

test.each([1_000, 50_000])('%i spans are one tree of all kinds, without faults, the same each time', (count) => {
  const spans = traceSpans(count);
  const { opened } = layOut({ callId: null, fileName: null, spans, notices: [] }, 1e18);
  expect(opened.columns.count).toBe(count);
  expect([...opened.columns.parent].filter((parent) => parent < 0)).toHaveLength(1);
  const { kinds, faults, depth } = traceStats(opened);
  expect(faults.size).toBe(0);
  expect(Math.min(kinds.A, kinds.S, kinds.N)).toBeGreaterThan(count / 10);
  expect(depth).toBeGreaterThan(20);
  expect(traceSpans(count)[count - 1]).toEqual(spans[count - 1]);
});

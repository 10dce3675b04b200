import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import { criticalPath } from '@/lib/telemetry/trace/critical-path';
import { readTraceText } from '@/lib/telemetry/trace/formats/read-file';
import { writeTrace } from '@/lib/telemetry/trace/formats/write-trace';
import { layOut } from '@/lib/telemetry/trace/lay-out';
import { TraceHaystack } from '@/lib/telemetry/trace/search';
import { showAllRows, visibleRows } from '@/lib/telemetry/trace/visible-rows';
import { type Figure, median } from './figure';
import { traceSpans } from './trace-spans';

const sizes = [
  { count: 1_000, openMs: 300, searchMs: 200, filterMs: 200 },
  { count: 50_000, openMs: 2_000, searchMs: 200, filterMs: 200 },
  { count: 100_000, openMs: 4_000, searchMs: 200, filterMs: 200 },
];

/** What the worker does with a trace, without the browser: each figure the median of five runs. */
export async function measureTraceEngine(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { count, openMs, searchMs, filterMs } of sizes) {
    const spans = traceSpans(count);
    const input = { callId: null, fileName: null, spans, notices: [] };
    const { opened, spans: laidOut } = layOut(input, Date.now() * 1000);
    const text = await writeTrace('otlp', opened, spans).text();
    const haystack = new TraceHaystack(laidOut);
    const add = (name: string, budget: number | null, run: () => unknown) =>
      figures.push({
        name: `trace, ${count.toLocaleString('en')} spans: ${name}`,
        value: timed(run),
        unit: 'ms',
        budget,
      });
    add('file to spans', null, () => readTraceText(text, { name: 'bench' }));
    // Of the budget from the data to a screen that answers, the part that is not drawing.
    add('layout', openMs, () => layOut(input, 0));
    add('critical path', null, () => criticalPath(opened.columns, opened.isCut));
    add('prepare search', null, () => new TraceHaystack(laidOut));
    add('search', searchMs, () => haystack.find('payments/items/99'));
    add('filter, errors with ancestors', filterMs, () => rowsOfErrors(opened));
  }
  return figures;
}

function rowsOfErrors({ columns }: OpenedTrace) {
  return visibleRows(columns, { ...showAllRows, kinds: ['A', 'S'], errorsOnly: true }, new Set());
}

function timed(run: () => unknown): number {
  const times = Array.from({ length: 5 }, () => {
    const from = performance.now();
    run();
    return performance.now() - from;
  });
  return median(times);
}

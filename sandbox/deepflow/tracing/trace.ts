import { type TracingData, toAnswer } from '@/sandbox/deepflow/tracing/answer';
import { assemble } from '@/sandbox/deepflow/tracing/assemble';
import { type SearchRequest, searchTrace, type Take } from '@/sandbox/deepflow/tracing/search';
import type { TracingSettings } from '@/sandbox/deepflow/tracing/settings';
import type { RowSource } from '@/sandbox/deepflow/tracing/source';

/** Finds and assembles the trace of one row; null when there is none. */
export async function trace(
  request: SearchRequest & { withAttributes: boolean },
  source: RowSource,
  settings: TracingSettings,
  take: Take,
): Promise<TracingData | null> {
  const ids = await searchTrace(request, source, settings, take);
  if (ids.length === 0) return null;
  const rows = take(await source.byIds(ids));
  if (rows.length === 0) return null;
  return toAnswer(assemble(rows, settings), {
    id: request.id,
    clockOffsetUs: settings.hostClockOffsetUs,
    withAttributes: request.withAttributes,
  });
}

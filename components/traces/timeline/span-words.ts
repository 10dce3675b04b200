'use client';

import { useCallback } from 'react';
import { usePointWords } from '@/components/traces/point-words';
import type { Outcome, SpanKind } from '@/lib/deepflow/dto';
import { kindCodes, type OpenedTrace, outcomeCodes } from '@/lib/telemetry/trace/columns';

export type SpanWords = { kind: SpanKind; outcome: Outcome; service: string; name: string };

/** How a span is called on screen: its service and operation; a network span by where it was seen. */
export function useSpanWords({ columns, tables }: OpenedTrace): (index: number) => SpanWords {
  const pointWords = usePointWords();
  return useCallback(
    (index: number) => {
      const kind = kindCodes[columns.kind[index] ?? 0] ?? 'A';
      const place = tables.places[columns.place[index] ?? -1] ?? '';
      const service = tables.services[columns.service[index] ?? -1]?.name ?? '';
      const name = tables.names[columns.name[index] ?? -1] ?? '';
      return {
        kind,
        outcome: outcomeCodes[columns.outcome[index] ?? 4] ?? 'unknown',
        service: (kind === 'N' ? place : service || place) || '–',
        name: kind === 'N' ? pointWords(tables.points[columns.point[index] ?? -1] ?? '') || name : name,
      };
    },
    [columns, tables, pointWords],
  );
}

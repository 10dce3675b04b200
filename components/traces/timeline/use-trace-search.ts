'use client';

import { useEffect, useState } from 'react';
import { whenIdle } from '@/components/ui/when-idle';
import { type Problem, ProblemError } from '@/lib/http/problem';
import type { TraceEngine } from '@/lib/telemetry/trace/engine';

type Found = { text: string; engine: TraceEngine | null; found: Int32Array; problem: Problem | null };
const nothing: Found = { text: '', engine: null, found: new Int32Array(), problem: null };

const failed: Problem = { type: 'about:blank', title: 'The search failed', status: 500, code: 'internal' };

/** What the engine finds for a text. The last result stays until the next one is there; one that came too late is dropped. */
export function useTraceSearch(engine: TraceEngine, query: string) {
  const text = query.trim();
  const [last, setLast] = useState<Found>(nothing);
  // The first search finds its part done, and the first picture has not waited for it.
  useEffect(() => whenIdle(() => engine.prepare('search')), [engine]);
  useEffect(() => {
    if (text === '') return;
    let isStale = false;
    const settle = (found: Int32Array, problem: Problem | null) => {
      if (!isStale) setLast({ text, engine, found, problem });
    };
    engine.search(text).then(
      (found) => settle(found, null),
      (error) => settle(nothing.found, error instanceof ProblemError ? error.problem : failed),
    );
    return () => {
      isStale = true;
    };
  }, [engine, text]);
  if (text === '') return { found: nothing.found, isPending: false, problem: null };
  const isPending = last.text !== text || last.engine !== engine;
  return { found: last.found, isPending, problem: isPending ? null : last.problem };
}

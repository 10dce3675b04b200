import type { TraceEngine } from './engine';
import { WorkerTraceEngine } from './worker-client';

/** One that has started before anyone needs it. */
let spare: TraceEngine | null = null;

/** An engine in a worker of its own; where there are no workers, one on this thread. */
export async function startTraceEngine(): Promise<TraceEngine> {
  if (typeof Worker === 'undefined') {
    const { LocalTraceEngine } = await import('./local-engine');
    return new LocalTraceEngine();
  }
  const ready = spare;
  spare = null;
  return ready ?? newWorkerEngine();
}

/**
 * Has an engine start while a page waits for a file: starting takes longer than reading a small one. What it returns lets
 * the engine go again, unless a trace has taken it.
 */
export function prepareTraceEngine(): () => void {
  if (typeof Worker === 'undefined') return () => undefined;
  spare ??= newWorkerEngine();
  const own = spare;
  own.prepare('file');
  return () => {
    if (spare !== own) return;
    spare = null;
    own.close();
  };
}

function newWorkerEngine(): TraceEngine {
  return new WorkerTraceEngine(new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }));
}

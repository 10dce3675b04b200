import type { TraceEngine } from './engine';
import { WorkerTraceEngine } from './worker-client';

/** An engine in a worker of its own; where there are no workers, one on this thread. */
export async function startTraceEngine(): Promise<TraceEngine> {
  if (typeof Worker === 'undefined') {
    const { LocalTraceEngine } = await import('./local-engine');
    return new LocalTraceEngine();
  }
  return new WorkerTraceEngine(new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }));
}

import { type EngineAnswer, type EnginePort, type EngineRequest, problemOf, transferOf } from './engine-messages';
import { LocalTraceEngine } from './local-engine';

/** Answers a page's questions at the worker's end of the line. */
export function hostTraceEngine(port: EnginePort): void {
  const engine = new LocalTraceEngine();
  const openings = new Map<number, AbortController>();
  port.addEventListener('message', async ({ data }) => {
    const request = data as EngineRequest;
    if (request.call === 'abort') {
      openings.get(request.id)?.abort();
      return;
    }
    if (request.call === 'prepare') {
      engine.prepare(request.what);
      return;
    }
    let answer: EngineAnswer;
    try {
      answer = { id: request.id, value: await answerTo(request) };
    } catch (error) {
      answer = { id: request.id, problem: problemOf(error) };
    } finally {
      openings.delete(request.id);
    }
    port.postMessage(answer, 'value' in answer ? transferOf(answer.value) : []);
  });

  async function answerTo(request: Exclude<EngineRequest, { call: 'abort' | 'prepare' }>): Promise<unknown> {
    switch (request.call) {
      case 'open': {
        const opening = new AbortController();
        openings.set(request.id, opening);
        const opened = await engine.open(request.source, opening.signal);
        // What is handed over is gone on this side: the page gets columns of its own.
        return { ...opened, columns: structuredClone(opened.columns) };
      }
      case 'search':
        return engine.search(request.text);
      case 'span':
        return engine.span(request.index);
      case 'exportAs':
        return engine.exportAs(request.format);
    }
  }
}

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { prepareTraceEngine, startTraceEngine } from './start-engine';

let alive = 0;
let started = 0;

class FakeWorker {
  constructor() {
    alive += 1;
    started += 1;
  }
  addEventListener() {}
  postMessage() {}
  terminate() {
    alive -= 1;
  }
}

beforeEach(() => {
  alive = 0;
  started = 0;
  vi.stubGlobal('Worker', FakeWorker);
});

afterEach(() => vi.unstubAllGlobals());

test('the engine that started beforehand is the one that a trace gets; the next trace gets one of its own', async () => {
  const letGo = prepareTraceEngine();
  expect(started).toBe(1);
  const first = await startTraceEngine();
  expect(started).toBe(1);
  const second = await startTraceEngine();
  expect(second).not.toBe(first);
  letGo();
  expect(alive).toBe(2);
  first.close();
  second.close();
});

test('an engine that nobody took goes with the page that had it start', () => {
  prepareTraceEngine()();
  expect({ started, alive }).toEqual({ started: 1, alive: 0 });
});

test('where there are no workers nothing starts', () => {
  vi.stubGlobal('Worker', undefined);
  prepareTraceEngine()();
  expect(started).toBe(0);
});

/** However busy the page is, ms. */
const atLatest = { timeout: 1000 };

/** Runs something when the page has nothing else to do; a browser that does not tell runs it a moment later. */
export function whenIdle(run: () => void): () => void {
  if (typeof requestIdleCallback === 'function') {
    const waiting = requestIdleCallback(run, atLatest);
    return () => cancelIdleCallback(waiting);
  }
  const waiting = setTimeout(run, 200);
  return () => clearTimeout(waiting);
}

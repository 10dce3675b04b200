/**
 * What the bench runs inside the trace page: each function stands alone, because it is sent there as text. Times are
 * taken in the page, so that the way between test and browser is not part of them.
 */

export type Opening = {
  /** From the moment the page has the file until its first rows are on screen. */
  rowsMs: number;
  /** The same until a key has moved the selection and that is on screen: the page answers. */
  interactiveMs: number;
};

/** Call before the file is handed over; `Opening` is ready when the promise it leaves in `globalThis.opening` resolves. */
export function watchOpening(): void {
  const opening = new Promise<Opening>((resolve) => {
    const handleFile = () => {
      document.removeEventListener('change', handleFile, true);
      const from = performance.now();
      let rowsMs = 0;
      const look = () => {
        const tree = document.querySelector<HTMLElement>('[role=treegrid]');
        const hasRows = tree?.querySelector('[data-slot="span-row"]') !== null && tree !== null;
        if (hasRows && rowsMs === 0) rowsMs = performance.now() - from;
        if (hasRows && tree.querySelector('[aria-selected="true"]') !== null)
          // One frame later it has been drawn.
          return requestAnimationFrame(() => resolve({ rowsMs, interactiveMs: performance.now() - from }));
        if (hasRows) {
          tree.focus();
          tree.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }));
        }
        return requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    };
    document.addEventListener('change', handleFile, true);
  });
  Object.assign(globalThis, { opening });
}

/** Resolves when what was asked for so far is drawn. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
  });
}

/** Frames in so many ms while the rows scroll by, 40 px each frame: twice as fast as a wheel that is turned steadily. */
export function scrollRows(forMs: number): Promise<{ frames: number; ms: number }> {
  return new Promise((resolve, reject) => {
    const tree = document.querySelector('[role=treegrid]');
    if (tree === null || tree.scrollHeight <= tree.clientHeight) return reject(new Error('the tree does not scroll'));
    const top = () => Number(tree.querySelector('[data-slot="span-row"]')?.getAttribute('aria-rowindex'));
    const first = top();
    const from = performance.now();
    let frames = 0;
    const step = () => {
      frames += 1;
      tree.scrollTop += 40;
      const ms = performance.now() - from;
      if (ms < forMs) requestAnimationFrame(step);
      else if (top() === first) reject(new Error('no other rows came'));
      else resolve({ frames, ms });
    };
    requestAnimationFrame(step);
  });
}

/** From a click on a kind until the tree has another number of rows and that is drawn. */
export function clickKind(button: Element): Promise<number> {
  return new Promise((resolve, reject) => {
    const rows = () => document.querySelector('[role=treegrid]')?.getAttribute('aria-rowcount');
    const before = rows();
    const from = performance.now();
    (button as HTMLElement).click();
    const look = () => {
      const ms = performance.now() - from;
      if (rows() !== before) return requestAnimationFrame(() => resolve(performance.now() - from));
      return ms > 10_000 ? reject(new Error('the filter changed nothing')) : requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

/** From a text in the search field until the number of its hits is drawn: the pause for typing is part of it. */
export function findText(field: Element, text = 'items/99'): Promise<number> {
  return new Promise((resolve, reject) => {
    const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
    const from = performance.now();
    write?.call(field, text);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    const look = () => {
      const ms = performance.now() - from;
      const words = document.querySelector('search [aria-live]')?.textContent ?? '';
      if (/\d/.test(words)) return requestAnimationFrame(() => resolve(performance.now() - from));
      return ms > 20_000 ? reject(new Error(`nothing was found: «${words}»`)) : requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

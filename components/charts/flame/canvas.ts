/**
 * Gives a canvas as many pixels as its place on screen has, and returns what to draw with, in those pixels.
 * Null where there is nothing to draw on: no room, or no canvas (a test's document).
 */
export function fitCanvas(
  canvas: HTMLCanvasElement | null,
  cssWidth: number,
  cssHeight: number,
): { pen: CanvasRenderingContext2D; width: number; height: number; dpr: number } | null {
  if (canvas === null || !(cssWidth > 0) || !(cssHeight > 0)) return null;
  const dpr = window.devicePixelRatio || 1;
  const width = Math.round(cssWidth * dpr);
  const height = Math.round(cssHeight * dpr);
  // Setting a size clears and costs even when it is the same.
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${cssWidth}px`;
    canvas.style.height = `${cssHeight}px`;
  }
  const pen = context(canvas);
  if (pen === null) return null;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, width, height);
  return { pen, width, height, dpr };
}

function context(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
  try {
    return canvas.getContext('2d');
  } catch {
    return null;
  }
}

/** Draws once a frame at most, however often it is asked. */
export function frameLoop(draw: () => void): { ask: () => void; stop: () => void } {
  let waiting = 0;
  return {
    ask: () => {
      if (waiting !== 0) return;
      waiting = requestAnimationFrame(() => {
        waiting = 0;
        draw();
      });
    },
    stop: () => {
      cancelAnimationFrame(waiting);
      waiting = 0;
    },
  };
}

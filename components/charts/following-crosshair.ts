import type uPlot from 'uplot';

/**
 * The line in a chart that stands where another one is read. To move uPlot's own has it work out and move the dots of
 * every line.
 */
export class FollowingCrosshair {
  readonly #chart: uPlot;
  readonly #line = document.createElement('div');
  #at: number | null = null;

  constructor(chart: uPlot) {
    this.#chart = chart;
    // It looks like uPlot's own.
    this.#line.className = 'u-cursor-x';
    this.#line.style.visibility = 'hidden';
    chart.over.append(this.#line);
  }

  /** `timeS`: epoch seconds; null or outside of the axis: no line. */
  place(timeS: number | null): void {
    const { scales } = this.#chart;
    const isOnAxis = timeS !== null && timeS >= (scales.x?.min ?? Infinity) && timeS <= (scales.x?.max ?? -Infinity);
    this.#line.style.visibility = isOnAxis ? '' : 'hidden';
    this.#at = null;
    if (!isOnAxis) return;
    const left = this.#chart.valToPos(timeS, 'x');
    this.#at = this.#chart.posToIdx(left);
    this.#line.style.transform = `translateX(${Math.round(left)}px)`;
  }

  /** The place in the chart's data that is nearest to the line; null: there is none. */
  at(): number | null {
    return this.#at;
  }
}

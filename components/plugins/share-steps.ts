/** Shares of requests that a slider stops at, in percent: even steps to the eye, from one in ten thousand on. */
export const shareSteps = [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 25, 50, 75, 100] as const;

/** The step nearest to a share; between steps the nearer one by ratio. */
export function nearestStep(percent: number): number {
  const distance = (step: number) =>
    percent === 0 || step === 0 ? Math.abs(percent - step) * 1e6 : Math.abs(Math.log(percent / step));
  let best = 0;
  for (const [at, step] of shareSteps.entries()) if (distance(step) < distance(shareSteps[best] ?? 0)) best = at;
  return best;
}

/** The next step above or below a share; the share itself at either end. */
export function stepBeside(percent: number, direction: 1 | -1): number {
  const steps = direction === 1 ? shareSteps : shareSteps.toReversed();
  return steps.find((step) => (step - percent) * direction > 1e-9) ?? percent;
}

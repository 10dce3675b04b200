import { type ChangeSummary, type PlanOutcome, planOutcomes, type StartInput } from '@/lib/changes/dto';
import { revertTime, stays, type Timing } from './timing';

/** What the review of a dry run holds. Numbers are the text that was typed. */
export type ReviewValues = {
  outcomes: PlanOutcome[];
  inSteps: boolean;
  wait: string;
  halts: boolean;
  haltErrors: string;
  haltLatency: string;
  timing: Timing;
};

export const bounds = {
  wait: { min: 0, max: 3600 },
  haltErrors: { min: 0.1, max: 100 },
  haltLatency: { min: 1, max: 1000 },
} as const;

/** What is chosen at first: what changes by itself. The rest is for a person to decide. */
export function initialReview({ outcomes }: Pick<ChangeSummary, 'outcomes'>): ReviewValues {
  return {
    outcomes: (['will_change', 'twice'] as const).filter((outcome) => outcomes[outcome] > 0).slice(0, 1),
    inSteps: false,
    wait: '60',
    halts: true,
    haltErrors: '1',
    haltLatency: '25',
    timing: stays,
  };
}

export function readNumber(text: string, { min, max }: { min: number; max: number }): number | null {
  const value = text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.'));
  return Number.isFinite(value) && value >= min && value <= max ? value : null;
}

/** How many objects would be written. */
export function chosenCount({ outcomes }: Pick<ChangeSummary, 'outcomes'>, values: ReviewValues): number {
  return values.outcomes.reduce((sum, outcome) => sum + outcomes[outcome], 0);
}

/** What is sent to start; null while a value that counts makes no sense. */
export function toStartInput(values: ReviewValues, now: number): StartInput | null {
  const outcomes = planOutcomes.filter((outcome) => values.outcomes.includes(outcome));
  const revertAt = revertTime(values.timing, now);
  if (outcomes.length === 0 || revertAt === undefined) return null;
  if (!values.inSteps) return { outcomes, options: null, revertAt };
  const waitS = readNumber(values.wait, bounds.wait);
  const errorRatePoints = readNumber(values.haltErrors, bounds.haltErrors);
  const latencyPercent = readNumber(values.haltLatency, bounds.haltLatency);
  if (waitS === null || (values.halts && (errorRatePoints === null || latencyPercent === null))) return null;
  const halt =
    values.halts && errorRatePoints !== null && latencyPercent !== null ? { errorRatePoints, latencyPercent } : null;
  return { outcomes, options: { steps: [1, 10, 100], waitS, halt }, revertAt };
}

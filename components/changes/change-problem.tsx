import { ProblemPanel, type ProblemPanelProps } from '@/components/ui/problem-panel';
import type { ReasonedProblem } from '@/lib/changes/reason';
import { useReasonWords } from './use-reason-words';

export type ChangeProblemProps = Omit<ProblemPanelProps, 'problem' | 'why'> & { problem: ReasonedProblem };

/** A problem of a change: why, where it says so by code. */
export function ChangeProblem({ problem, ...props }: ChangeProblemProps) {
  const words = useReasonWords();
  return <ProblemPanel {...props} problem={problem} why={words(problem.reason ?? null)} />;
}

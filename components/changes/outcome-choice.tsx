'use client';

import { useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';
import { type PlanOutcome, planOutcomes, writableOutcomes } from '@/lib/changes/dto';
import { OutcomeChip } from './change-chips';

export type OutcomeChoiceProps = {
  counts: Record<PlanOutcome, number>;
  chosen: readonly PlanOutcome[];
  onChange: (outcomes: PlanOutcome[]) => void;
};

/** What the dry run found, with the numbers; which of it is to be written is ticked. */
export function OutcomeChoice({ counts, chosen, onChange }: OutcomeChoiceProps) {
  const t = useTranslations('changes');
  return (
    <fieldset>
      <legend className="mb-1.5 text-muted text-xs">{t('review.choose')}</legend>
      <div className="flex flex-wrap gap-1.5">
        {planOutcomes
          .filter((outcome) => counts[outcome] > 0)
          .map((outcome) => {
            const canWrite = writableOutcomes.some((each) => each === outcome);
            return (
              <div
                className={cn(
                  'flex min-h-8 items-center gap-2 rounded-md border px-2 py-1 has-checked:border-accent has-checked:bg-accent-soft',
                  !canWrite && 'bg-sunken',
                )}
                key={outcome}
              >
                {canWrite ? (
                  <input
                    aria-label={t(`outcome.${outcome}`)}
                    checked={chosen.includes(outcome)}
                    className="size-3.5 accent-accent"
                    onChange={({ target }) =>
                      onChange(target.checked ? [...chosen, outcome] : chosen.filter((each) => each !== outcome))
                    }
                    type="checkbox"
                  />
                ) : null}
                <OutcomeChip outcome={outcome} />
                <span className="font-semibold tabular-nums">{counts[outcome]}</span>
                {canWrite || outcome === 'already' || outcome === 'inherits' ? null : (
                  <span className="text-subtle text-xs">{t('review.cannot')}</span>
                )}
              </div>
            );
          })}
      </div>
    </fieldset>
  );
}

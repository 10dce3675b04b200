'use client';

import { ChevronDown, Play, Square } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Ref } from 'react';
import { Button } from '@/components/ui/button';
import { Popover } from '@/components/ui/popover';
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import type { PromqlExample } from '@/lib/prometheus/dto';
import { formatDuration } from '@/lib/telemetry/format';
import type { HistoryEntry, HistoryStore } from './history-store';
import { ExampleList, HistoryList, type QueryChoice } from './query-list';
import { promqlKinds } from './search-params';

const stepsS = [1, 5, 15, 30, 60, 300, 900, 3600, 21_600, 86_400];

export type QueryToolbarProps = {
  kind: HistoryEntry['kind'];
  step: number | null;
  isRunning: boolean;
  canRun: boolean;
  onRun: () => void;
  onCancel: () => void;
  onKind: (kind: HistoryEntry['kind']) => void;
  onStep: (step: number | null) => void;
  onChoose: (choice: QueryChoice) => void;
  /** Undefined while they are not known. */
  examples: readonly PromqlExample[] | undefined;
  history: { entries: readonly HistoryEntry[]; store: HistoryStore };
  runRef: Ref<HTMLButtonElement>;
};

/** Runs an expression and says how; examples and what was run before are one click away. */
export function QueryToolbar(props: QueryToolbarProps) {
  const { kind, step, isRunning, canRun, examples, history, onChoose } = props;
  const t = useTranslations('promql');
  const steps = step === null || stepsS.includes(step) ? stepsS : [...stepsS, step].sort((a, b) => a - b);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button
        className="min-w-22"
        disabled={!isRunning && !canRun}
        onClick={isRunning ? props.onCancel : props.onRun}
        ref={props.runRef}
        variant={isRunning ? 'outline' : 'primary'}
      >
        {isRunning ? <Square aria-hidden /> : <Play aria-hidden />}
        {t(isRunning ? 'cancel' : 'run')}
      </Button>
      <Segmented
        label={t('kind')}
        onValueChange={props.onKind}
        options={promqlKinds.map((value) => ({ value, label: t(value), title: t(`${value}Help`) }))}
        value={kind}
      />
      {kind === 'range' ? (
        <Select
          aria-label={t('step')}
          onChange={(event) => props.onStep(event.target.value === '' ? null : Number(event.target.value))}
          value={step ?? ''}
        >
          <option value="">{t('stepAuto')}</option>
          {steps.map((seconds) => (
            <option key={seconds} value={seconds}>
              {t('stepOf', { step: formatDuration(seconds * 1e6) })}
            </option>
          ))}
        </Select>
      ) : null}
      {examples === undefined ? null : (
        <Popover
          className="w-[34rem]"
          label={t('examples.title')}
          trigger={(trigger) => (
            <Button {...trigger}>
              {t('examples.button')}
              <ChevronDown aria-hidden className="text-subtle" />
            </Button>
          )}
        >
          {(close) => (
            <ExampleList
              examples={examples}
              onChoose={(choice) => {
                close();
                onChoose(choice);
              }}
            />
          )}
        </Popover>
      )}
      <Popover
        className="w-[34rem]"
        label={t('history.title')}
        trigger={(trigger) => (
          <Button {...trigger}>
            {t('history.button')}
            <ChevronDown aria-hidden className="text-subtle" />
          </Button>
        )}
      >
        {(close) => (
          <HistoryList
            {...history}
            onChoose={(choice) => {
              close();
              onChoose(choice);
            }}
          />
        )}
      </Popover>
    </div>
  );
}

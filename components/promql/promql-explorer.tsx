'use client';

import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { usePageShortcuts } from '@/components/shell/page-shortcuts';
import { usePageKeys } from '@/components/shell/use-page-keys';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { LiveRegion } from '@/components/ui/live-region';
import { Notice } from '@/components/ui/notice';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { useProblemWords } from '@/components/ui/problem-words';
import { Skeleton } from '@/components/ui/skeleton';
import type { Problem } from '@/lib/http/problem';
import { promqlExampleNames } from '@/lib/prometheus/dto';
import { promqlLimits } from '@/lib/prometheus/limits';
import { placeInQuery } from '@/lib/prometheus/place-in-query';
import { promqlQueries } from '@/lib/prometheus/queries';
import { formatDuration } from '@/lib/telemetry/format';
import type { PromqlEditorHandle, PromqlMark } from './create-promql-editor';
import { explorerKeys } from './explorer-keys';
import { MarkList } from './mark-list';
import { ExampleList, type QueryChoice } from './query-list';
import { QueryToolbar } from './query-toolbar';
import { GraphSkeleton } from './result-graph';
import { OlderNotice, RunProblem, refusalWords } from './result-notices';
import { ResultPanel, useSummary } from './result-panel';
import { usableStep } from './search-params';
import { useHistory } from './use-history';
import { type Answered, usePromql } from './use-promql';

// The editor and the grammar are of use on this page alone.
const PromqlEditor = dynamic(() => import('./promql-editor').then((module) => module.PromqlEditor), {
  ssr: false,
  loading: () => <div aria-hidden className="h-18.5 rounded-md border border-line-strong bg-surface" />,
});

/** Any expression over the gateway's metrics: written with completion and checks, evaluated read-only, shown as lines or a table. */
export function PromqlExplorer({ gatewayId }: { gatewayId: string }) {
  const t = useTranslations('promql');
  const root = useRef<HTMLDivElement>(null);
  const editor = useRef<Pick<PromqlEditorHandle, 'goTo' | 'focus'>>(null);
  const runButton = useRef<HTMLButtonElement>(null);
  const [pixels, setPixels] = useState<number | null>(null);
  // Once and at each run: a graph that is made wider is no new question.
  const measure = () => setPixels(root.current?.clientWidth || 800);
  useLayoutEffect(measure, []);
  const state = usePromql(gatewayId, pixels);
  const { params, setParams, time, shown, problem, isRunning } = state;
  const names = useQuery(promqlQueries.names(gatewayId));
  const history = useHistory(gatewayId);
  const [marks, setMarks] = useState<readonly PromqlMark[]>([]);

  // What is written belongs to the address that it was begun from: Back, or another link, brings its own text.
  const [draft, setDraft] = useState({ q: params.q, text: params.q });
  const text = draft.q === params.q ? draft.text : params.q;
  const canRun = text.trim() !== '' && text.trim().length <= promqlLimits.query;

  const run = (choice: QueryChoice) => {
    const query = choice.query.trim();
    if (query === '' || query.length > promqlLimits.query) return;
    measure();
    setDraft({ q: query, text: choice.query });
    if (query !== params.q || choice.kind !== params.kind)
      setParams({ q: query, kind: choice.kind }, { history: 'push' });
    history.store.add({ query, kind: choice.kind, atMs: Date.now() });
    time.refresh();
  };

  const words = refusalWords(problem);
  const refusal = useMemo(() => {
    const place = words === null ? null : placeInQuery(words, params.q);
    return words === null || place === null ? null : { place, words };
  }, [words, params.q]);
  const isRefusedTextShown = text === params.q;

  const listed = useMemo(
    () => ({
      title: t('keysTitle'),
      shortcuts: explorerKeys.map(({ action, keys }) => ({ keys, text: t(`keys.${action}`) })),
    }),
    [t],
  );
  usePageShortcuts(listed);
  usePageKeys((event) => {
    if (event.key !== '/' || event.metaKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    editor.current?.focus();
  });

  const isUnset = names.error?.problem.code === 'not_configured';
  const step = usableStep(params.step);
  return (
    <div className="flex flex-col gap-3 p-4 max-sm:p-2" data-slot="promql-explorer" ref={root}>
      <section aria-label={t('editor.region')} className="flex flex-col gap-2">
        <PromqlEditor
          gatewayId={gatewayId}
          onChange={(written) => setDraft({ q: params.q, text: written })}
          onLeave={() => runButton.current?.focus()}
          onMarks={setMarks}
          onRun={() => run({ query: text, kind: params.kind })}
          range={time.range}
          ref={editor}
          refusal={isRefusedTextShown ? refusal : null}
          text={text}
        />
        <MarkList marks={marks} onGo={(mark) => editor.current?.goTo(mark.from)} />
        {text.trim().length > promqlLimits.query ? (
          <p className="text-server-error text-xs" role="alert">
            {t('editor.tooLong', { count: text.trim().length, most: promqlLimits.query })}
          </p>
        ) : null}
        {names.data?.total ? (
          <p className="text-subtle text-xs">
            {t('editor.cutNames', { total: names.data.total, count: names.data.metrics.length })}
          </p>
        ) : null}
        {names.error && !isUnset ? (
          <NamesTrouble onRetry={() => names.refetch()} problem={names.error.problem} retrying={names.isFetching} />
        ) : null}
        <QueryToolbar
          canRun={canRun}
          examples={names.data?.examples}
          history={history}
          isRunning={isRunning}
          kind={params.kind}
          onCancel={() => void state.cancel()}
          onChoose={run}
          onKind={(kind) => setParams({ kind }, { history: 'push' })}
          onRun={() => run({ query: text, kind: params.kind })}
          onStep={(next) => setParams({ step: next }, { history: 'push' })}
          runRef={runButton}
          step={step}
        />
      </section>
      <section aria-busy={isRunning} aria-label={t('result.region')} className="flex flex-col gap-3">
        {state.isStepRaised && step !== null ? (
          <Notice>
            {t('stepRaised', {
              wished: formatDuration(step * 1e6),
              step: formatDuration(state.stepS * 1e6),
              most: promqlLimits.points,
            })}
          </Notice>
        ) : null}
        {isUnset && names.error ? (
          <ProblemPanel onRetry={() => names.refetch()} problem={names.error.problem} retrying={names.isFetching} />
        ) : params.q === '' ? (
          // What the source has is not known where it could not be asked: that stands above, with a way to try again.
          names.error && !names.data ? null : (
            <Welcome examples={names.data?.examples} onChoose={run} />
          )
        ) : (
          <>
            {problem ? (
              <RunProblem
                onGo={refusal && isRefusedTextShown ? () => editor.current?.goTo(refusal.place) : null}
                onRetry={state.again}
                problem={problem}
                query={isRefusedTextShown ? null : params.q}
                retrying={isRunning}
              />
            ) : null}
            {state.isCancelled ? (
              <Notice
                action={
                  <Button onClick={state.again} size="sm">
                    {t('result.again')}
                  </Button>
                }
              >
                {t('result.cancelled')}
              </Notice>
            ) : null}
            {shown ? (
              <>
                {state.isOlder && !isRunning ? <OlderNotice answered={shown} query={params.q} /> : null}
                <ResultPanel
                  answered={shown}
                  isDimmed={state.isOlder}
                  params={params}
                  setParams={setParams}
                  time={time}
                />
              </>
            ) : isRunning || time.range.tickMs === 0 || pixels === null ? (
              <Card>
                <GraphSkeleton />
              </Card>
            ) : null}
          </>
        )}
      </section>
      <Outcome answered={state.isOlder ? null : shown} isRunning={isRunning} />
    </div>
  );
}

/** Says to those who do not see it that an answer is on its way, and what came. */
function Outcome({ answered, isRunning }: { answered: Answered | null; isRunning: boolean }) {
  const t = useTranslations('promql.result');
  return <LiveRegion>{isRunning ? t('running') : answered ? <Done answer={answered.answer} /> : null}</LiveRegion>;
}

function Done({ answer }: Pick<Answered, 'answer'>) {
  const t = useTranslations('promql.result');
  const what = useSummary(answer);
  return t('done', { what });
}

type NamesTroubleProps = { problem: Problem; onRetry: () => void; retrying: boolean };

/** Without names one can still write and run. */
function NamesTrouble({ problem, onRetry, retrying }: NamesTroubleProps) {
  const t = useTranslations('promql.editor');
  const retry = useTranslations('problems');
  const { title } = useProblemWords(problem);
  return (
    <p className="flex flex-wrap items-center gap-2 text-muted text-xs" role="status">
      {t('noNames', { problem: title })}
      <Button disabled={retrying} onClick={onRetry} size="sm">
        {retry(retrying ? 'retrying' : 'retry')}
      </Button>
    </p>
  );
}

/** As high as the list of all examples. */
function ExamplesSkeleton() {
  return (
    <div aria-hidden className="flex h-66 flex-col justify-around px-2">
      {promqlExampleNames.map((name) => (
        <Skeleton className="w-2/3" key={name} />
      ))}
    </div>
  );
}

function Welcome({ examples, onChoose }: Pick<Parameters<typeof QueryToolbar>[0], 'examples' | 'onChoose'>) {
  const t = useTranslations('promql');
  return (
    <div className="flex flex-col items-center pb-8">
      <EmptyState className="pb-4" title={t('welcome.title')}>
        {t('welcome.text')}
      </EmptyState>
      <Card className="w-full max-w-2xl p-2">
        {examples ? <ExampleList examples={examples} onChoose={onChoose} /> : <ExamplesSkeleton />}
      </Card>
    </div>
  );
}

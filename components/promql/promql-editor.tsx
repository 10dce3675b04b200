'use client';

import { type QueryClient, type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type Ref, useEffect, useEffectEvent, useImperativeHandle, useRef } from 'react';
import { editorFrame } from '@/components/ui/code-look';
import { promqlQueries } from '@/lib/prometheus/queries';
import { completionSource } from './completion-source';
import { createPromqlEditor, type PromqlEditorHandle, type PromqlMark } from './create-promql-editor';
import { useCheckWords } from './use-check-words';

/** A refusal of the source at a place of the text. */
export type Refusal = { place: number; words: string };

export type PromqlEditorProps = {
  gatewayId: string;
  text: string;
  range: { fromMs: number; toMs: number };
  refusal: Refusal | null;
  onChange: (text: string) => void;
  onMarks: (marks: readonly PromqlMark[]) => void;
  onRun: () => void;
  onLeave: () => void;
  ref: Ref<Pick<PromqlEditorHandle, 'goTo' | 'focus'>>;
};

/** The text of an expression, completed and checked while it is typed. */
export function PromqlEditor(props: PromqlEditorProps) {
  const { gatewayId, text, range, refusal, onChange, onMarks, onRun, onLeave, ref } = props;
  const t = useTranslations('promql.editor');
  const wordCheck = useCheckWords();
  const client = useQueryClient();
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<PromqlEditorHandle>(null);
  const handleChange = useEffectEvent(onChange);
  const handleMarks = useEffectEvent(onMarks);
  const handleRun = useEffectEvent(onRun);
  const handleLeave = useEffectEvent(onLeave);
  const readLabels = useEffectEvent(async (metric: string) =>
    client.query(unlessItFailed(client, promqlQueries.labels(gatewayId, metric, range))),
  );
  const create = useEffectEvent((parent: HTMLElement) =>
    createPromqlEditor({
      parent,
      text,
      label: t('label'),
      placeholder: t('placeholder'),
      completionsLabel: t('completions'),
      wordFault: ({ kind, text: found }) => t(kind, { text: found }),
      wordCheck,
      source: completionSource({
        names: async () => client.query(unlessItFailed(client, promqlQueries.names(gatewayId))),
        labels: (metric) => readLabels(metric),
      }),
      onChange: (written) => handleChange(written),
      onMarks: (marks) => handleMarks(marks),
      onRun: () => handleRun(),
      onLeave: () => handleLeave(),
    }),
  );
  useEffect(() => {
    if (!host.current) return;
    const made = create(host.current);
    editor.current = made;
    return () => {
      editor.current = null;
      made.destroy();
    };
  }, []);
  useEffect(() => editor.current?.setText(text), [text]);
  useEffect(() => {
    if (refusal) editor.current?.markRefusal(refusal.place, refusal.words);
  }, [refusal]);
  useImperativeHandle(ref, () => ({
    goTo: (place) => editor.current?.goTo(place),
    focus: () => editor.current?.focus(),
  }));
  return <div className={editorFrame} data-slot="promql-editor" ref={host} />;
}

const failedForMs = 30_000;

/** A source that did not answer is left in peace for a while: completion would ask it with each letter. */
function unlessItFailed<Options extends { queryKey: QueryKey }>(client: QueryClient, options: Options): Options {
  const state = client.getQueryState(options.queryKey);
  if (state?.status === 'error' && Date.now() - state.errorUpdatedAt < failedForMs) throw state.error;
  return options;
}

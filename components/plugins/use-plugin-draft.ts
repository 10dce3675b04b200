'use client';

import { useState } from 'react';
import { isRecord, isSameValue, type JsonRecord } from '@/lib/apisix/json-value';
import { disabled, enabled, withConfig } from '@/lib/apisix/plugin-config';
import type { PluginState } from '@/lib/apisix/plugins-in-force';
import { routeCopies, startingCopy } from '@/lib/apisix/starting-copy';
import type { PluginWish } from '@/lib/changes/dto';
import type { CodeText } from './code/code-side';
import type { CodeReading } from './code/read-code';
import {
  changedKeys,
  type FieldName,
  formValues,
  type PluginFormValues,
  readForm,
  valuesOf,
} from './plugin-form-values';

type Start = { own: JsonRecord | null; base: JsonRecord | null; isOwn: boolean; values: PluginFormValues };
type Draft = {
  /** What the gateway said when the first thing was typed. */
  start: Start;
  values: PluginFormValues;
  /** The configuration that the fields began with: the start's, or what was last written on the code side. */
  base: JsonRecord | null;
  code: (CodeText & { reading: CodeReading | null }) | null;
};

export type PluginDraft = {
  values: PluginFormValues;
  /** The configuration in which unchanged fields keep what they stand for. */
  base: JsonRecord | null;
  code: CodeText | null;
  reading: CodeReading | null;
  bad: FieldName[];
  /** What is asked for; null while it cannot be sent. */
  wish: PluginWish | null;
  isChanged: boolean;
  /** The gateway's state has changed since the first thing was typed. */
  isOutdated: boolean;
  /** The configuration that a bad value may stand in: nobody is refused for what somebody else wrote. */
  existing: JsonRecord | null;
  set: (values: Partial<PluginFormValues>) => void;
  openCode: () => void;
  setCode: (code: CodeText, reading: CodeReading | null) => void;
  closeCode: () => void;
  discard: () => void;
};

/**
 * What a person has made of a plugin's settings, by fields and as text, in step. While nothing was changed it follows
 * the gateway; what was typed stays until it is discarded or applied.
 */
export function usePluginDraft(state: PluginState): PluginDraft {
  const [kept, setKept] = useState<Draft | null>(null);
  const start = startOf(state);
  const draft: Draft = kept ?? { start, values: start.values, base: start.base, code: null };
  const { plugin } = state;
  const { changes, bad } = readForm(plugin, draft.values, draft.base);
  const config = withConfig(draft.base ?? {}, changes);
  const wish = draft.code ? codeWish(draft) : formWish(draft, config, bad);
  const isChanged = draft.code ? draft.code.reading !== null || hasOtherValues(draft) : hasOtherValues(draft);
  return {
    values: draft.values,
    base: draft.base,
    code: draft.code,
    reading: draft.code?.reading ?? null,
    bad,
    wish,
    isChanged,
    isOutdated: kept !== null && isChanged && !isSameValue(kept.start, start),
    existing: draft.start.base,
    set: (values) => setKept({ ...draft, values: { ...draft.values, ...values } }),
    openCode: () => {
      const copy = draft.values.on ? enabled(config) : disabled(config);
      const untouched = hasOtherValues(draft) ? null : (draft.start.own ?? draft.start.base);
      const text = `${JSON.stringify(untouched ?? copy, null, 2)}\n`;
      setKept({ ...draft, code: { language: 'json', text, reading: null } });
    },
    setCode: (code, reading) => setKept({ ...draft, code: { ...code, reading } }),
    closeCode: () => {
      const written = draft.code?.reading?.config;
      if (!written) {
        const isIdle = !hasOtherValues(draft);
        setKept(isIdle ? null : { ...draft, code: null });
        return;
      }
      const on = !(isRecord(written._meta) && written._meta.disable === true);
      setKept({ ...draft, code: null, base: written, values: { ...valuesOf(written), on } });
    },
    discard: () => setKept(null),
  };
}

function startOf(state: PluginState): Start {
  const copies = routeCopies(state);
  const copy = startingCopy(copies);
  const base = copy?.config ?? null;
  return { own: copies.own?.config ?? null, base, isOwn: copy?.place === 'route', values: formValues(state, base) };
}

function hasOtherValues({ start, values, base }: Draft): boolean {
  return !isSameValue(values, start.values) || !isSameValue(base, start.base);
}

function codeWish({ code, start }: Draft): PluginWish | null {
  if (!code?.reading) return null;
  const { config, errors } = code.reading;
  if (config === null || errors.some(({ severity }) => severity === 'error')) return null;
  return isSameValue(config, start.own) ? null : { state: 'exactly', config };
}

function formWish({ start, values, base }: Draft, config: JsonRecord, bad: readonly FieldName[]): PluginWish | null {
  if (!values.on) return { state: 'off' };
  if (bad.length > 0) return null;
  const changes = changedKeys(start.base ?? {}, config);
  if (changes === null) return { state: 'exactly', config: enabled(config) };
  // A copy of the route's own starts from another's, or from nothing: what it is to be is said in any case.
  if (!start.isOwn) return { state: 'on', config: { ...mainKey(config, base ?? start.base), ...changes } };
  return Object.keys(changes).length === 0 ? { state: 'on' } : { state: 'on', config: changes };
}

function mainKey(config: JsonRecord, base: JsonRecord | null): JsonRecord {
  if (config.sampler !== undefined) return { sampler: config.sampler };
  if (config.prefer_name !== undefined) return { prefer_name: config.prefer_name };
  return base === null ? { prefer_name: false } : {};
}

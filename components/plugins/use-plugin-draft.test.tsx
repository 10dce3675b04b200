import { act, renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
import { newComplaints } from '@/lib/apisix/plugin-complaints';
import type { PluginCopy, PluginState } from '@/lib/apisix/plugins-in-force';
import { readCode } from './code/read-code';
import { usePluginDraft } from './use-plugin-draft';

const config = {
  sampler: { name: 'trace_id_ratio', options: { fraction: 0.1 } },
  foreign: { kept: true },
  _meta: { pre_function: 'return', filter: [['arg_a', '==', '1']] },
};

function stateWith(copies: Partial<PluginCopy>[], plugin: PluginState['plugin'] = 'opentelemetry'): PluginState {
  const found = copies.map((copy) => ({
    place: 'route' as const,
    id: 'x',
    name: '',
    config,
    disabled: false,
    filtered: false,
    ...copy,
  }));
  return {
    plugin,
    copies: found,
    inForce: found.filter(({ disabled }) => !disabled).slice(0, 1),
    status: 'on',
    offReason: null,
    missing: [],
    loaded: true,
    sampling: null,
    preferName: null,
    consumerCopies: 0,
  } as unknown as PluginState;
}

const draftOf = (state: PluginState) =>
  renderHook(({ shown }) => usePluginDraft(shown), { initialProps: { shown: state } });
type Draft = ReturnType<typeof draftOf>['result'];

function write(draft: Draft, text: string): void {
  const existing = draft.current.existing;
  const reading = readCode(text, 'json', {
    schema: null,
    complain: (config) => newComplaints('opentelemetry', config, existing),
  });
  act(() => draft.current.setCode({ language: 'json', text }, reading));
}

test('a changed field is asked for alone', () => {
  const { result } = draftOf(stateWith([{}]));
  act(() => result.current.set({ percent: '2' }));
  expect(result.current.wish).toEqual({
    state: 'on',
    config: { sampler: { name: 'trace_id_ratio', options: { fraction: 0.02 } } },
  });
  act(() => result.current.set({ percent: '10', filter: '' }));
  expect(result.current.wish).toEqual({ state: 'on', config: { _meta: { filter: null } } });
});

test('what is typed in fields is in the text, with the keys that no field shows', () => {
  const { result } = draftOf(stateWith([{}]));
  act(() => result.current.set({ percent: '2', attributes: ['route_id'] }));
  act(() => result.current.openCode());
  expect(JSON.parse(result.current.code?.text ?? '')).toEqual({
    ...config,
    sampler: { name: 'trace_id_ratio', options: { fraction: 0.02 } },
    additional_attributes: ['route_id'],
  });
});

test('what is written as text is in the fields, and asked for as a whole where no field shows it', () => {
  const { result } = draftOf(stateWith([{}]));
  act(() => result.current.openCode());
  const written = { ...config, additional_attributes: ['host'], foreign: { kept: false, more: 1 } };
  const known = { ...written, foreign: config.foreign };
  write(result, JSON.stringify(known));
  expect(result.current.wish).toEqual({ state: 'exactly', config: known });
  act(() => result.current.closeCode());
  expect(result.current.values.attributes).toEqual(['host']);
  expect(result.current.wish).toEqual({ state: 'on', config: { additional_attributes: ['host'] } });
  act(() => result.current.openCode());
  // A key of the code’s own that stood there may go; it is then a change of the whole.
  const { foreign: _gone, ...without } = known;
  write(result, JSON.stringify(without));
  act(() => result.current.closeCode());
  expect(result.current.wish).toEqual({ state: 'exactly', config: without });
});

test('a text that is refused asks for nothing, and stays', () => {
  const { result } = draftOf(stateWith([{}]));
  act(() => result.current.openCode());
  for (const text of ['{', '{"mine": 1}', '{"sampler": {"name": "trace_id_ratio", "options": {"fraction": 1.5}}}']) {
    write(result, text);
    expect(result.current.wish).toBeNull();
    expect(result.current.code?.text).toBe(text);
  }
});

test('_meta.disable in the text is the switch', () => {
  const { result } = draftOf(stateWith([{}]));
  act(() => result.current.openCode());
  write(result, JSON.stringify({ ...config, _meta: { ...config._meta, disable: true } }));
  act(() => result.current.closeCode());
  expect(result.current.values.on).toBe(false);
  expect(result.current.wish).toEqual({ state: 'off' });
});

test('text that was only looked at changes nothing', () => {
  const { result } = draftOf(stateWith([{}]));
  act(() => result.current.openCode());
  expect(result.current.isChanged).toBe(false);
  expect(JSON.parse(result.current.code?.text ?? '')).toEqual(config);
  act(() => result.current.closeCode());
  expect(result.current.isChanged).toBe(false);
});

test('a route without a copy of its own starts from the one it inherits, and says what it is to be', () => {
  const { result } = draftOf(stateWith([{ place: 'service' }]));
  act(() => result.current.set({ attributes: ['host'] }));
  expect(result.current.wish).toEqual({
    state: 'on',
    config: { sampler: config.sampler, additional_attributes: ['host'] },
  });
});

test('a copy that only stops an inherited one is none to start from', () => {
  const stop = { place: 'route' as const, config: { _meta: { disable: true } }, disabled: true };
  const { result } = draftOf(stateWith([stop, { place: 'service', config: { sampler: { name: 'always_on' } } }]));
  expect(result.current.values.sampler).toBe('always_on');
});

test('switching on what is nowhere configured says the share that the form shows', () => {
  const { result } = draftOf(stateWith([]));
  act(() => result.current.set({ on: true }));
  expect(result.current.wish).toEqual({
    state: 'on',
    config: { sampler: { name: 'trace_id_ratio', options: { fraction: 0.1 } } },
  });
  const prometheus = draftOf(stateWith([], 'prometheus')).result;
  act(() => prometheus.current.set({ on: true }));
  expect(prometheus.current.wish).toEqual({ state: 'on', config: { prefer_name: false } });
});

test('it follows the gateway until something is typed, and then says when the gateway has changed', () => {
  const { result, rerender } = draftOf(stateWith([{}]));
  const other = { sampler: { name: 'always_on' } };
  rerender({ shown: stateWith([{ config: other }]) });
  expect(result.current.values.sampler).toBe('always_on');
  act(() => result.current.set({ priority: '5' }));
  rerender({ shown: stateWith([{}]) });
  expect(result.current.values).toMatchObject({ sampler: 'always_on', priority: '5' });
  expect(result.current.isOutdated).toBe(true);
  act(() => result.current.discard());
  expect(result.current.values).toMatchObject({ sampler: 'trace_id_ratio', priority: '' });
});

test('the switch of a copy that takes no request stands at off, and its text is as the gateway holds it', () => {
  const silent = { sampler: { name: 'always_off' } };
  const state: PluginState = { ...stateWith([{ config: silent }]), status: 'off', offReason: 'sampler_off' };
  const { result: draft } = draftOf(state);
  expect(draft.current.values).toMatchObject({ on: false, sampler: 'always_off' });
  act(() => draft.current.openCode());
  expect(JSON.parse(draft.current.code?.text ?? '')).toEqual(silent);
});

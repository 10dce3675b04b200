import { describe, expect, test } from 'vitest';
import type { PluginChip } from '@/lib/apisix/plugins-in-force';
import { chipWords, percentOf } from './chip-words';

const on: PluginChip = {
  status: 'on',
  offReason: null,
  from: 'route',
  twice: false,
  sampling: null,
  someConsumers: false,
};
const off: PluginChip = {
  status: 'off',
  offReason: 'absent',
  from: null,
  twice: false,
  sampling: null,
  someConsumers: false,
};

describe('a chip says what is in force', () => {
  test.each<[string, PluginChip, object]>([
    ['always on', { ...on, sampling: { name: 'always_on' } }, { mark: 'on', text: { key: 'alwaysOn' } }],
    [
      'a share',
      { ...on, sampling: { name: 'trace_id_ratio', fraction: 0.1 } },
      { mark: 'on', text: { key: 'ratio', percent: '10 %' } },
    ],
    [
      'a share of what no parent decided',
      { ...on, sampling: { name: 'parent_base', root: { name: 'trace_id_ratio', fraction: 0.1 } } },
      { mark: 'on', text: { key: 'parentRatio', percent: '10 %' } },
    ],
    [
      'the parent alone',
      { ...on, sampling: { name: 'parent_base', root: { name: 'always_off' } } },
      { mark: 'on', text: { key: 'parentOff' } },
    ],
    ['another place', { ...on, from: 'service' }, { mark: 'on', inherited: 'service' }],
    ['running twice', { ...on, twice: true }, { mark: 'attention', text: { key: 'twice' }, why: 'twice' }],
    [
      'nothing but copies of consumers',
      { ...off, someConsumers: true },
      { mark: 'attention', text: { key: 'someConsumers' }, why: 'someConsumers' },
    ],
    ['nothing', off, { mark: 'off', text: { key: 'off' }, why: 'absent' }],
    ['a sampler that takes none', { ...off, offReason: 'sampler_off' }, { mark: 'off', text: { key: 'alwaysOff' } }],
    ['a plugin that is not loaded', { ...off, offReason: 'not_loaded' }, { text: { key: 'notLoaded' } }],
    ['missing metadata', { ...off, offReason: 'no_metadata' }, { text: { key: 'noMetadata' } }],
  ])('%s', (_, chip, words) => {
    expect(chipWords('opentelemetry', chip)).toMatchObject(words);
  });

  test('not «off» when the gateway could not be asked', () => {
    expect(chipWords('prometheus', { ...off, status: 'unknown' })).toMatchObject({ mark: 'unknown', why: 'unknown' });
  });
});

test.each([
  [0.1, '10 %'],
  [1, '100 %'],
  [0.0001, '0.01 %'],
  [1 / 3, '33.3 %'],
  [0.00012345, '0.0123 %'],
])('%d is %s', (fraction, text) => {
  expect(percentOf(fraction)).toBe(text);
});

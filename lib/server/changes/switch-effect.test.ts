import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { disabled, enabled } from '@/lib/apisix/plugin-config';
import { isSwitchedOn, offConsequences, onConsequences } from '@/lib/apisix/plugin-consequence';
import type { PluginState } from '@/lib/apisix/plugins-in-force';
import { routeCopies, startingCopy } from '@/lib/apisix/starting-copy';
import { type Placement, placements, stateOf } from '@/lib/apisix/testing-placements';
import type { PluginWish } from '@/lib/changes/dto';
import { EmissionBed, type EmissionCase, type Placed } from '@/test/emission';
import { wishedCopy } from './wished-copy';

/** The route's copy after a wish, and what is in force then. */
function wishing(placement: Placement, wish: PluginWish) {
  const { plugin, route: own, hasScript } = placement;
  const { inherited, global } = routeCopies(stateOf(placement));
  const route = wishedCopy({ plugin, own, inherited, global, hasScript, inheritedUnknown: false }, wish, null);
  return { route, isWritten: JSON.stringify(route) !== JSON.stringify(own), state: stateOf({ ...placement, route }) };
}

const named = (placement: Placement) => JSON.stringify(placement);
/** Requests of the route go on emitting after it was switched off there. */
const goesOn = ['offGlobalTraces', 'offGlobalCounts', 'offHoldsBack'];
const isShownOn = (state: PluginState) => isSwitchedOn(state) && state.status !== 'off';

describe('wherever copies are placed', () => {
  test('a wish for off never makes a route emit that did not, or for requests that it was limited from', () => {
    for (const placement of placements()) {
      const before = stateOf(placement);
      const { state, isWritten } = wishing(placement, { state: 'off' });
      if (before.status === 'off')
        expect([named(placement), state.status, isWritten]).toEqual([named(placement), 'off', false]);
      if (before.limited && state.status === 'on')
        expect([named(placement), state.limited]).toEqual([named(placement), true]);
    }
  });

  test('the switch stands at on only where the chip says on', () => {
    for (const placement of placements()) {
      const state = stateOf(placement);
      expect([named(placement), isSwitchedOn(state)]).toEqual([
        named(placement),
        state.status === 'on' && state.inForce.length > 0,
      ]);
    }
  });

  test('what is said of switching off is what it does', () => {
    for (const placement of placements()) {
      const before = stateOf(placement);
      if (!isShownOn(before)) continue;
      const [sentence] = offConsequences(before);
      const { route, state, isWritten } = wishing(placement, { state: 'off' });
      if (sentence === undefined) throw new Error('nothing is said');
      const said = [named(placement), sentence.key];
      if (sentence.key === 'offScript') expect([...said, state.status]).toEqual([...said, before.status]);
      else expect([...said, state.status]).toEqual([...said, goesOn.includes(sentence.key) ? 'on' : 'off']);
      if (sentence.key === 'offHoldsBack') expect([...said, isWritten]).toEqual([...said, false]);
      if (sentence.key === 'offInherited') expect([...said, route]).toEqual([...said, { _meta: { disable: true } }]);
      if (sentence.key === 'offOwn' || sentence.key === 'offOwnHides')
        expect([...said, route]).toEqual([...said, disabled(placement.route ?? {})]);
    }
  });

  test('what is said of switching on is what it does', () => {
    for (const placement of placements()) {
      const before = stateOf(placement);
      if (isShownOn(before)) continue;
      const [sentence] = onConsequences(before);
      const { route, state, isWritten } = wishing(placement, onWish(before));
      const said = [named(placement), sentence?.key];
      const isSilent = ['onUnsampled', 'onFiltered', 'onScript'].includes(sentence?.key ?? '');
      expect([...said, state.status]).toEqual([...said, isSilent ? 'off' : 'on']);
      switch (sentence?.key) {
        case 'onUncovers':
          expect([...said, route, state.inForce[0]?.place]).toEqual([...said, null, sentence.place]);
          expect([...said, placement.route]).toEqual([...said, { _meta: { disable: true } }]);
          break;
        case 'onKept':
          expect([...said, route]).toEqual([...said, enabled(placement.route ?? {})]);
          break;
        case 'onReplaces':
        case 'onPlain':
          expect([...said, isWritten, state.inForce[0]?.place]).toEqual([...said, true, 'route']);
      }
    }
  });

  test('another sampler is all that a copy lacks of which it is said', () => {
    for (const placement of placements()) {
      const before = stateOf(placement);
      const [first, second] = isShownOn(before) ? [] : onConsequences(before);
      if (first?.key !== 'onUnsampled') continue;
      const { state } = wishing(placement, { state: 'on', config: { sampler: { name: 'always_on' } } });
      expect([named(placement), state.status]).toEqual([named(placement), 'on']);
      if (second?.key === 'onTwice') expect([named(placement), state.inForce.length]).toEqual([named(placement), 2]);
    }
  });
});

/** As the form asks for it when nothing but its switch is moved. */
function onWish(state: PluginState): PluginWish {
  const start = startingCopy(routeCopies(state));
  if (start?.place === 'route') return { state: 'on' };
  if (state.plugin === 'prometheus')
    return { state: 'on', config: { prefer_name: start?.config.prefer_name ?? false } };
  const ratio = { name: 'trace_id_ratio', options: { fraction: 0.1 } };
  return { state: 'on', config: { sampler: start ? (start.config.sampler ?? { name: 'always_off' }) : ratio } };
}

const on: Placed = {};
const some: Placed = { filtered: true };
const unsampled: Placed = { sampler: 'off' };
const cases: [string, EmissionCase][] = [
  ['a tracer that samples nothing, over a global rule', { plugin: 'opentelemetry', route: unsampled, global: on }],
  ['the same of its service', { plugin: 'opentelemetry', service: unsampled, global: on }],
  ['the same for some requests', { plugin: 'opentelemetry', route: { ...unsampled, ...some }, global: on }],
  ['a filtered tracer over a filtered global rule', { plugin: 'opentelemetry', route: some, global: some }],
  ['a tracer over a global rule', { plugin: 'opentelemetry', route: on, global: on }],
  ['a tracer', { plugin: 'opentelemetry', route: on }],
  ['a tracer of its service', { plugin: 'opentelemetry', service: on }],
  ['a filtered counter over a global rule', { plugin: 'prometheus', route: some, global: on }],
  ['the same of its plugin config', { plugin: 'prometheus', config: some, global: on }],
  ['a filtered counter over a filtered global rule', { plugin: 'prometheus', route: some, global: some }],
  ['a counter and a script over a global rule', { plugin: 'prometheus', route: on, script: true, global: on }],
  ['a counter over a global rule', { plugin: 'prometheus', route: on, global: on }],
  ['a counter', { plugin: 'prometheus', route: on }],
];

describe('switched off, the sandbox’s gateway emits for no request for which it did not before', () => {
  let bed: EmissionBed;
  beforeAll(async () => {
    bed = await EmissionBed.start();
  });
  afterAll(() => bed.stop());

  test.each(cases)('%s', async (_name, given) => {
    const [before, then] = [await bed.run(given), await bed.run({ ...given, switchedOff: true })];
    const emitting = ({ requests }: typeof before) =>
      requests.flatMap(({ records }, at) => (records.length > 0 ? [at] : []));
    expect(emitting(before)).toEqual(expect.arrayContaining(emitting(then)));
    expect(then.chip.status === 'on').toBe(emitting(then).length > 0);
  });
});

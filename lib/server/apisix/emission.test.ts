import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningPlugin } from '@/lib/apisix/plugin-run';
import {
  EmissionBed,
  type EmissionCase,
  type Emitted,
  hangsOnCaller,
  type Outcome,
  type Placed,
  places,
} from '@/test/emission';

let bed: EmissionBed;
beforeAll(async () => {
  bed = await EmissionBed.start();
});
afterAll(() => bed.stop());

const on: Placed = {};
const off: Placed = { disabled: true };
const some: Placed = { filtered: true };
const unsampled: Placed = { sampler: 'off' };
const parent: Placed = { sampler: 'parent' };
const forJack: Placed = { filter: [['consumer_name', '==', 'jack']] };
const forErrors: Placed = { filter: [['status', '>=', 500]] };

/** Sets of copies, whatever the plugin. */
const copySets: Record<string, Omit<EmissionCase, 'plugin'>> = {
  'no copy': {},
  'the route': { route: on },
  'the route, disabled': { route: off },
  'the route, filtered': { route: some },
  'the plugin config': { config: on },
  'the service': { service: on },
  'a disabled copy hides the service’s': { route: off, service: on },
  'a filtered copy hides the service’s': { route: some, service: on },
  'a disabled plugin config hides the service’s': { config: off, service: on },
  'the route over a disabled plugin config': { route: on, config: off },
  'a global rule': { global: on },
  'a global rule, disabled': { global: off },
  'a global rule, filtered': { global: some },
  'a global rule and the route': { global: on, route: on },
  'a global rule and a disabled copy': { global: on, route: off },
  'a global rule and a filtered copy': { global: on, route: some },
  'a filtered global rule and a filtered copy': { global: some, route: some },
  'a disabled global rule and the service': { global: off, service: on },
  'a consumer alone': { consumer: on },
  'a consumer alone, on a route that asks for none': { consumer: on, anonymous: true },
  'a consumer group alone': { group: on },
  'a consumer before its group': { consumer: off, group: on },
  'a filtered consumer': { consumer: some },
  'a consumer and the route': { consumer: on, route: on },
  'a disabled consumer and the route': { consumer: off, route: on },
  'a consumer and a disabled copy': { consumer: on, route: off },
  'a disabled consumer group and the service': { group: off, service: on },
  'a disabled consumer, the route and a global rule': { consumer: off, route: on, global: on },
  'a consumer and a global rule': { consumer: on, global: on },
  'a disabled consumer and a global rule': { consumer: off, global: on },
  'a script, and the route': { script: true, route: on },
  'a script, and the service': { script: true, service: on },
  'a script, the route and a global rule': { script: true, route: on, global: on },
  'a script and a consumer': { script: true, consumer: on },
  'not loaded, on the route': { loaded: false, route: on },
  'not loaded, everywhere': { loaded: false, route: on, global: on, consumer: on },
};

const samplerSets: Record<string, Omit<EmissionCase, 'plugin'>> = {
  'no metadata': { metadata: false, route: on, global: on },
  'no metadata, a consumer': { metadata: false, consumer: on },
  'a sampler that is off': { route: unsampled },
  'a ratio of nothing': { route: { sampler: 'zero' } },
  'a ratio of all': { route: { sampler: 'ratio' } },
  'the caller’s decision': { route: parent },
  'off on the route, on in a global rule': { route: unsampled, global: on },
  'on on the route, off in a global rule': { route: on, global: unsampled },
  'the parent’s decision, off in a global rule': { route: parent, global: unsampled },
  'off for some, on in a global rule': { route: { ...unsampled, filtered: true }, global: on },
  'a filter that asks for the consumer, before whom it starts': { route: forJack },
  'the same in a global rule': { global: forJack },
  'the same on the route, with a global rule': { route: forJack, global: on },
  'the same on a consumer, who is known then': { consumer: forJack },
  'a filter that asks for the status, before which it starts': { route: forErrors },
  'a filter that asks for the status, with a global rule': { route: forErrors, global: on },
  'a filter that asks for the upstream’s answer': { route: { filter: [['upstream_status', '~~', '^5']] } },
  'a consumer, off on the route': { consumer: on, route: unsampled },
  'a consumer that is off, the route': { consumer: unsampled, route: on },
  'a consumer that follows a global rule that is off': { consumer: parent, global: unsampled },
};

const table: [string, EmissionCase][] = [
  ...(['opentelemetry', 'prometheus'] as const).flatMap((plugin) => casesOf(plugin, copySets)),
  ...casesOf('opentelemetry', samplerSets),
  ...(['zipkin', 'skywalking'] as const).flatMap((plugin) =>
    casesOf(plugin, copySets).filter(([, { global, consumer }]) => global !== undefined || consumer !== undefined),
  ),
];

function casesOf(plugin: RunningPlugin, sets: typeof copySets): [string, EmissionCase][] {
  return Object.entries(sets).map(([name, set]) => [`${plugin}: ${name}`, { ...set, plugin }]);
}

const placed: fc.Arbitrary<Placed> = fc.record(
  {
    disabled: fc.boolean(),
    filtered: fc.boolean(),
    sampler: fc.constantFrom('on', 'off', 'ratio', 'zero', 'parent'),
  },
  { requiredKeys: [] },
);
const anyCase: fc.Arbitrary<EmissionCase> = fc.record(
  {
    plugin: fc.constantFrom('opentelemetry', 'opentelemetry', 'prometheus', 'zipkin', 'skywalking'),
    ...Object.fromEntries(places.map((place) => [place, placed])),
    // Rare, because little else is left to see then.
    script: fc.constantFrom(false, false, false, true),
    loaded: fc.constantFrom(true, true, true, false),
    metadata: fc.constantFrom(true, true, true, false),
    anonymous: fc.boolean(),
  },
  { requiredKeys: ['plugin'] },
);

/** Fails when the chip that the console shows says something else than what the gateway did. */
function compare({ state, chip, requests }: Outcome): void {
  const emitted = (as: Emitted['as']) => requests.filter((sent) => sent.as === as && sent.records.length > 0);
  const ofNobody = requests.filter(({ as }) => as === 'nobody');

  // Off is shown only when nothing is emitted.
  if (chip.status === 'off' && !chip.someConsumers) expect(requests.filter(emits)).toEqual([]);
  if (chip.someConsumers) expect(emitted('nobody')).toEqual([]);
  // On is shown only when something is, and «for some requests» only when not all are taken.
  expect(chip.status).toBe(emitted('nobody').length > 0 ? 'on' : 'off');
  if (chip.status === 'on') expect(chip.limited ?? false).toBe(emitted('nobody').length < ofNobody.length);

  // No request is counted or traced more than once; run twice, its span hangs on one that is never sent.
  for (const { records } of requests) expect(records.length).toBeLessThanOrEqual(1);
  if (state.plugin === 'opentelemetry' && state.inForce.length === 2)
    for (const { passes, records } of ofNobody)
      for (const span of records) expect(hangsOnCaller(span)).toBe(!(passes.g && passes.m));

  compareConsumer({ state, chip, requests });
}

/** What the console says of the consumer's copy, which is the only one or hides that of its group. */
function compareConsumer({ state, requests }: Outcome): void {
  const copies = state.consumers.flatMap(({ named, effect, disabled }) =>
    named.map((one) => ({ ...one, effect, disabled })),
  );
  const copy = copies.find(({ place }) => place === 'consumer') ?? copies[0];
  const some = (as: Emitted['as']) => requests.some((sent) => sent.as === as && emits(sent));
  if (copy === undefined || copy.effect === 'unreached') expect(some('jack')).toBe(some('nobody'));
  else if (copy.effect === 'emits' || copy.effect === 'joins') expect(some('jack')).toBe(true);
  else if (copy.effect === 'silences') expect([some('nobody'), some('jack')]).toEqual([true, false]);
  else expect(some('jack')).toBe(some('nobody'));
}

function emits({ records }: Emitted): boolean {
  return records.length > 0;
}

describe('Off is shown only when the sandbox’s gateway emits nothing, and on only when it emits something', () => {
  test.each(table)('%s', async (_name, given) => {
    compare(await bed.run(given));
  });

  test('any set of copies', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, async (given) => compare(await bed.run(given))),
      // Bounded by time: a slow machine tries fewer.
      { numRuns: 50, interruptAfterTimeLimit: 5000, markInterruptAsFailure: false },
    );
  });
});

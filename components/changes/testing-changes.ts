import { type ChangeItem, type ChangeSummary, itemStatuses, planOutcomes } from '@/lib/changes/dto';

const zeros = <K extends string>(keys: readonly K[]) =>
  Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;

/** A finished change of one route, for tests. */
export function testChange(overrides: Partial<ChangeSummary> = {}): ChangeSummary {
  return {
    id: 'c1',
    at: Date.UTC(2026, 0, 1, 12),
    endedAt: Date.UTC(2026, 0, 1, 12) + 200,
    actor: 'ann',
    origin: 'person',
    target: { kind: 'route_plugin', plugin: 'opentelemetry' },
    wish: { state: 'on', config: { sampler: { name: 'trace_id_ratio', options: { fraction: 0.1 } } } },
    status: 'done',
    reason: null,
    counts: { ...zeros(itemStatuses), written: 1, total: 1, unverified: 0 },
    outcomes: { ...zeros(planOutcomes), will_change: 1 },
    objects: [{ id: 'r1', name: 'orders' }],
    options: null,
    revertAt: null,
    revertState: null,
    undoOf: null,
    undoneBy: null,
    ...overrides,
  };
}

export function testCounts(some: Partial<ChangeSummary['counts']>): ChangeSummary['counts'] {
  return { ...zeros(itemStatuses), total: 0, unverified: 0, ...some };
}

export function testOutcomes(some: Partial<ChangeSummary['outcomes']>): ChangeSummary['outcomes'] {
  return { ...zeros(planOutcomes), ...some };
}

export function testItem(position: number, overrides: Partial<ChangeItem> = {}): ChangeItem {
  return {
    position,
    objectId: `r${position}`,
    objectName: `route ${position}`,
    outcome: 'will_change',
    reason: null,
    status: 'written',
    before: null,
    after: { sampler: { name: 'always_on' } },
    chipBefore: null,
    chipAfter: null,
    verified: true,
    otherDifferences: [],
    nodes: [],
    problem: null,
    writtenAt: Date.UTC(2026, 0, 1, 12),
    ...overrides,
  };
}

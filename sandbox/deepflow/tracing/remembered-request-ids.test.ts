import { describe, expect, it } from 'vitest';
import { RememberedRequestIds } from '@/sandbox/deepflow/tracing/remembered-request-ids';
import { testRow } from '@/sandbox/deepflow/tracing/test-rows';

const none = testRow({ _id: '1', request_id: null });
const other = testRow({ _id: '2', request_id: null });
const five = testRow({ _id: '3', request_id: 5 });

// As pandas 1.5.3 puts the frames of deepflow-app together.
describe('a row without a request id', () => {
  it('has none where no row of its answer has one, whatever comes later', () => {
    const ids = new RememberedRequestIds([five]);
    ids.add([none], [none]);
    ids.add([other, five], []);
    expect([none, five].map((row) => ids.of(row))).toEqual([null, 5]);
    expect(RememberedRequestIds.of(none, [none, other])).toBe(null);
  });

  it('has one that is no number where others of its answer have one, taken or not', () => {
    const ids = new RememberedRequestIds([five]);
    ids.add([five, none], [none]);
    expect(ids.of(none)).toBe(-1);
    expect(RememberedRequestIds.of(none, [none, five])).toBe(-1);
  });

  it('takes it over from the first answer where the trace starts from it', () => {
    const first = new RememberedRequestIds([none]);
    first.add([other, five], [other, five]);
    expect(first.of(none)).toBe(-1);
    const second = new RememberedRequestIds([none]);
    second.add([five], [five]);
    second.add([other, five], [other, five]);
    expect(second.of(none)).toBe(null);
  });
});

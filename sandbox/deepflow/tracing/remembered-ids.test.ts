import { describe, expect, it } from 'vitest';
import { RememberedIds } from '@/sandbox/deepflow/tracing/remembered-ids';
import { testRow } from '@/sandbox/deepflow/tracing/test-rows';

const above63 = testRow({ syscall_trace_id_request: '14429218807585587324', syscall_trace_id_response: '5' });
const above53 = testRow({
  syscall_trace_id_request: '161815203913855873',
  syscall_trace_id_response: '9007199254740993',
});

// As pandas 1.5.3 does it, held by the recorded runs of syscall_ids_above_2_63.
describe('system call ids of a search', () => {
  it('keep their digits while all of them are above 2^63, or none of an answer is', () => {
    const one = new RememberedIds();
    one.add([above53]);
    expect(one.of(above53)).toEqual(above53);
    const together = new RememberedIds();
    together.add([above63, above53]);
    expect(together.of(above63)).toEqual(above63);
    expect(together.of(above53)).toEqual(above53);
  });

  it('lose those beyond a floating point number once answers of both kinds meet, column by column', () => {
    const ids = new RememberedIds();
    ids.add([above53]);
    ids.add([above63]);
    ids.add([above53]);
    expect(ids.of(above63).syscall_trace_id_request).toBe('14429218807585587200');
    expect(ids.of(above53).syscall_trace_id_request).toBe('161815203913855872');
    expect(ids.of(above53).syscall_trace_id_response).toBe('9007199254740993');
  });
});

import { describe, expect, it } from 'vitest';
import { difference } from '@/sandbox/contract/tracing';
import { readRecordings } from '@/sandbox/contract/tracing-recordings';

const recording = readRecordings().find(({ scenario }) => scenario === 'ebpf_one_upstream');
if (recording === undefined) throw new Error('the recording is missing');

type Span = Record<string, unknown> & { _ids: string[]; parent_id: number };

/** The recorded answer with its spans changed. */
function changed(change: (spans: Span[]) => Span[]) {
  const answer = structuredClone(recording?.response ?? { status: 0, body: {} });
  const data = answer.body.DATA as { tracing: Span[] };
  data.tracing = change(data.tracing);
  return answer;
}

describe('the comparison with a recorded trace', () => {
  it('finds nothing in the recorded answer itself, nor in another order and numbering of its spans', () => {
    expect(difference(recording, recording.response)).toBeNull();
    expect(
      difference(
        recording,
        changed((spans) => spans.toReversed()),
      ),
    ).toBeNull();
  });

  it.each([
    ['a missing span', (spans: Span[]) => spans.slice(1), 'missing'],
    ['another parent', (spans: Span[]) => spans.map((span) => ({ ...span, parent_id: -1 })), 'parent of'],
    ['another self time', (spans: Span[]) => spans.map((span) => ({ ...span, selftime: 1 })), 'selftime of'],
    ['a field too much', (spans: Span[]) => spans.map((span) => ({ ...span, level: 1 })), 'level of'],
    ['merged rows', (spans: Span[]) => spans.map((span) => ({ ...span, _ids: [...span._ids, '1'] })), 'missing'],
  ])('finds %s', (_, change, why) => {
    expect(difference(recording, changed(change))).toContain(why);
  });

  it('finds another status', () => {
    expect(difference(recording, { ...recording.response, status: 206 })).toContain('status');
  });
});

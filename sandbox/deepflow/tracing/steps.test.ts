import { describe, expect, it } from 'vitest';
import { HostClocks } from '@/sandbox/deepflow/tracing/clocks';
import { toSpans } from '@/sandbox/deepflow/tracing/merge';
import { NetworkSet } from '@/sandbox/deepflow/tracing/network-set';
import { processSets } from '@/sandbox/deepflow/tracing/process-sets';
import { prune, rooted } from '@/sandbox/deepflow/tracing/prune';
import { isSameLeg, type LinkItem, relate, relation, relationText } from '@/sandbox/deepflow/tracing/relations';
import { setSelfTimes } from '@/sandbox/deepflow/tracing/services';
import { defaultSettings as settings } from '@/sandbox/deepflow/tracing/settings';
import { Span } from '@/sandbox/deepflow/tracing/span';
import { testRow } from '@/sandbox/deepflow/tracing/test-rows';

const ignore = () => undefined;
const at = 1_771_000_000_000_000;
const item = (columns: Parameters<typeof testRow>[0]): LinkItem => {
  const row = testRow(columns);
  return { row, traceIds: new Set(row.trace_id === '' ? [] : [row.trace_id]), values: row };
};
const leg = { req_tcp_seq: 1, resp_tcp_seq: 2, request_type: 'GET' };
const spanOf = (index: number, columns: Parameters<typeof testRow>[0]) => {
  const row = testRow(columns);
  return new Span(index, row, [row._id], row.trace_id === '' ? [] : [row.trace_id]);
};

describe('two views of one leg', () => {
  it('agree in both sequence numbers, within the network delay and on two hosts the clocks’ offset more', () => {
    const start = item({ ...leg, start_time: at });
    const later = (us: number, agent_id: number) => item({ ...leg, start_time: at + us, agent_id });
    expect(isSameLeg(start, later(50_000, 1), settings)).toBe(true);
    expect(isSameLeg(start, later(50_001, 1), settings)).toBe(false);
    expect(isSameLeg(start, later(60_000, 2), settings)).toBe(true);
    expect(isSameLeg(start, later(60_001, 2), settings)).toBe(false);
    expect(isSameLeg(start, item({ ...leg, resp_tcp_seq: 3, start_time: at }), settings)).toBe(false);
  });

  it('contradict each other in no column that both have', () => {
    const one = item({ ...leg, request_resource: '/a' });
    expect(isSameLeg(one, item({ ...leg, request_resource: '' }), settings)).toBe(true);
    expect(isSameLeg(one, item({ ...leg, request_resource: '/b' }), settings)).toBe(false);
    expect(isSameLeg(one, item({ ...leg, l7_protocol: 60 }), settings)).toBe(false);
  });

  it('are compared in long resources only as far as a NIC sees', () => {
    const long = (tail: string) => item({ ...leg, request_resource: `/${'x'.repeat(1_100)}${tail}` });
    expect(isSameLeg(long('a'), long('b'), settings)).toBe(true);
  });

  it('may be HTTP2 at a NIC and gRPC in a process', () => {
    const nic = item({ ...leg, l7_protocol: 21, biz_protocol: 'HTTP2', endpoint: '/a' });
    const process = item({ ...leg, l7_protocol: 41, biz_protocol: 'gRPC', endpoint: 'a.B/C' });
    expect(isSameLeg(nic, process, settings)).toBe(true);
  });
});

describe('relations', () => {
  it('join process rows of one thread, but no terminal ones, no other host’s and no two servers', () => {
    const process = {
      signal_source: 3,
      observation_point: 's-p',
      syscall_trace_id_request: '5',
      syscall_trace_id_response: '6',
    };
    const call = { ...process, observation_point: 'c-p' };
    const bits = (other: Parameters<typeof testRow>[0]) =>
      relate([item({ ...process, req_tcp_seq: 1 }), item({ ...other, req_tcp_seq: 9 })], {
        settings,
        network: 'strict',
      })
        .get(0)
        ?.get(1) ?? 0;
    expect(relationText(bits(call))).toBe('syscall');
    expect(bits({ ...call, agent_id: 2 })).toBe(0);
    expect(bits(process)).toBe(0);
    expect(bits({ ...call, syscall_trace_id_response: '5' })).toBe(0);
  });

  it('name every reason in DeepFlow’s order', () => {
    expect(relationText(relation.app | relation.network | relation.xRequestId)).toBe('network,xrequestid,app');
  });
});

describe('halves of a request', () => {
  const half = { flow_id: '7', signal_source: 3, observation_point: 's-p', syscall_cap_seq_0: 1 };

  it('become one span when the system calls follow each other', () => {
    const request = testRow({
      ...half,
      type: 0,
      start_time: at,
      end_time: at,
      response_status: 2,
      request_type: 'GET',
    });
    const answer = testRow({
      ...half,
      ...{ type: 1, start_time: at + 900, end_time: at + 900, syscall_cap_seq_0: 0, syscall_cap_seq_1: 2 },
      ...{ response_code: 200, resp_tcp_seq: 5 },
    });
    const [span, ...others] = toSpans([answer, request]);
    expect(others).toEqual([]);
    expect(span?.ids).toEqual([request._id, answer._id]);
    expect(span?.row).toMatchObject({
      ...{ type: 2, end_time: at + 900, response_duration: 900, request_type: 'GET' },
      // Merging fills what is empty: the request's own status stays.
      ...{ response_code: 200, response_status: 2, resp_tcp_seq: 5, syscall_cap_seq_1: 2 },
    });
  });

  it('stay two when a system call is missing between, or the connection is another', () => {
    const request = testRow({ ...half, type: 0, start_time: at });
    const answer = { ...half, type: 1, start_time: at + 900, syscall_cap_seq_1: 2 };
    expect(toSpans([request, testRow({ ...answer, syscall_cap_seq_1: 4 })])).toHaveLength(2);
    expect(toSpans([request, testRow({ ...answer, flow_id: '8' })])).toHaveLength(2);
  });
});

describe('a leg', () => {
  const set = (...spans: Span[]) => {
    const network = new NetworkSet();
    for (const span of spans) network.add(span);
    network.chain(settings, ignore);
    return network.spans.map((span) => span.point);
  };
  const seen = (observation_point: string, agent_id: number, inset: number) =>
    spanOf(inset, {
      ...{ observation_point, agent_id, start_time: at + inset, end_time: at + 1_000 - inset },
      signal_source: observation_point.endsWith('-p') ? 3 : 0,
    });

  it('runs from the client’s process over its host to the server’s', () => {
    expect(
      set(
        seen('s-p', 2, 5),
        seen('c-nd', 1, 2),
        seen('s', 2, 4),
        seen('c-p', 1, 0),
        seen('c', 1, 1),
        seen('s-nd', 2, 3),
      ),
    ).toEqual(['c-p', 'c', 'c-nd', 's-nd', 's', 's-p']);
  });

  it('from a host over another back to it ends with its server side', () => {
    expect(set(seen('c', 1, 0), seen('c-gw', 9, 1), seen('s', 1, 2))).toEqual(['c', 'c-gw', 's']);
  });

  it('links no two views that are further apart than clocks and network allow', () => {
    const client = spanOf(0, { observation_point: 'c', agent_id: 1, start_time: at, end_time: at + 10 });
    const server = spanOf(1, { observation_point: 's', agent_id: 2, start_time: at + 60_011, end_time: at + 60_020 });
    set(client, server);
    expect(server.parent).toBeNull();
  });
});

describe('self time', () => {
  it('is what the children leave, and stops at a child without length', () => {
    const parent = spanOf(0, { start_time: at, end_time: at + 100 });
    const child = (index: number, us: number) => {
      const span = spanOf(index, { start_time: at, end_time: at + us });
      span.mount(parent, 'test', ignore);
      return span;
    };
    const spans = [parent, child(1, 30), child(2, 0), child(3, 30)];
    setSelfTimes(spans);
    expect(parent.selfTime).toBe(70);
  });

  it('is nothing where parallel children take longer', () => {
    const parent = spanOf(0, { start_time: at, end_time: at + 100 });
    const spans = [1, 2].map((index) => spanOf(index, { start_time: at, end_time: at + 80 }));
    for (const span of spans) span.mount(parent, 'test', ignore);
    setSelfTimes([parent, ...spans]);
    expect(parent.selfTime).toBe(0);
  });
});

describe('the spans of one process', () => {
  it('that are each other’s parents are one request without a leaf: what it calls hangs on none of them', () => {
    const app = {
      signal_source: 4,
      trace_id: 't',
      auto_instance_1: 'pod',
      auto_instance_id_1: 1,
      auto_instance_type_1: 10,
    };
    const ring = [
      spanOf(0, { ...app, _id: '1', observation_point: 's-app', span_id: 'a', parent_span_id: 'b' }),
      spanOf(1, { ...app, _id: '2', observation_point: 's-app', span_id: 'b', parent_span_id: 'a' }),
    ];
    const sets = processSets(ring, ignore);
    expect(sets.map(({ key, spans, appLeafs }) => [key, spans.length, appLeafs.length])).toEqual([['a', 2, 0]]);
  });
});

describe('pruning', () => {
  const tree = (index: number, from: number, trace_id = '') =>
    spanOf(index, { start_time: at + from, end_time: at + from + 100, trace_id });

  it('keeps trees that overlap the wanted one within the clocks’ offset, or share its trace', () => {
    const [wanted, near, far, shared] = [tree(0, 0, 'a'), tree(1, 10_100), tree(2, 10_101), tree(3, 900_000, 'a')];
    if (!wanted || !near || !far || !shared) throw new Error('no spans');
    const kept = prune([wanted, near, far, shared], wanted.ids[0] ?? '', settings.hostClockOffsetUs);
    expect(kept).toEqual([wanted, near, shared]);
  });

  it('loses a ring with all that hangs on it', () => {
    const [one, other, hanging, root] = [tree(0, 0), tree(1, 1), tree(2, 2), tree(3, 3)];
    if (!one || !other || !hanging || !root) throw new Error('no spans');
    one.mount(other, 'test', ignore);
    other.mount(one, 'test', ignore);
    hanging.mount(one, 'test', ignore);
    expect(rooted([one, other, hanging, root])).toEqual([root]);
  });
});

describe('clocks', () => {
  const seen = (agent_id: number, from: number, to: number) =>
    spanOf(agent_id, { agent_id, start_time: at + from, end_time: at + to });

  it('are moved as little as brings a child inside its parent, and its children with it', () => {
    const clocks = new HostClocks();
    clocks.learn(seen(2, 30_000, 31_000), seen(1, 0, 2_000));
    clocks.learn(seen(3, 30_200, 30_800), seen(2, 30_000, 31_000));
    expect([...clocks.corrections()]).toEqual([
      [2, -29_000],
      [3, -29_000],
    ]);
  });

  it('stay where the child lies inside', () => {
    const clocks = new HostClocks();
    clocks.learn(seen(2, 100, 900), seen(1, 0, 1_000));
    expect(clocks.corrections().size).toBe(0);
  });
});

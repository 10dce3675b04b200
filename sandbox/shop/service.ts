import {
  type Attributes,
  type Context,
  type HrTime,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { SyscallIds } from '@/sandbox/agent/exchange';
import type { Reporter } from '@/sandbox/agent/reporter';
import { SyscallTrace } from '@/sandbox/agent/syscall-trace';
import type { Clock } from './clock';
import type { Incident } from './incident';
import { findOperation } from './operations';
import { partyOf, podPort } from './places';
import type { Random } from './random';
import { type Answer, failed, type Incoming, type ServiceName, type Work } from './work';

/** A request as its server handled it: what an agent sees of the process. */
export type Served = { answer: Answer; syscall: SyscallIds; startUs: number; endUs: number };

export type Delivered = {
  answer: Answer;
  /** Null: nobody answered. */
  served: Omit<Served, 'answer'> | null;
  connection: { id: string; clientPort: number; reqSeq: number; respSeq: number };
};

/** Brings a request from one service to another: over HTTP when the shop runs, by a call when its past is made. */
export type Deliver = (from: ServiceName, to: ServiceName, request: Incoming, clock: Clock) => Promise<Delivered>;

export type Surroundings = {
  tracers: Record<ServiceName, Tracer>;
  reporter: Reporter;
  random: Random;
  pricingLock: Incident;
  deliver: Deliver;
};

const propagator = new W3CTraceContextPropagator();
const setter = {
  set: (carrier: Record<string, string>, key: string, value: string) => {
    carrier[key] = value;
  },
};
const getter = {
  get: (carrier: Record<string, string>, key: string) => carrier[key],
  keys: (carrier: Record<string, string>) => Object.keys(carrier),
};

const hrTime = (us: number): HrTime => [Math.floor(us / 1_000_000), (us % 1_000_000) * 1000];

/** Serves one request of the shop: runs its operation, with a span for it and one for each call it makes. */
export async function serve(name: ServiceName, request: Incoming, clock: Clock, around: Surroundings): Promise<Served> {
  const startUs = clock.nowUs();
  const syscall = new SyscallTrace();
  const found = findOperation(name, request.method, request.path);
  const parent = propagator.extract(ROOT_CONTEXT, request.headers, getter);
  const attributes: Attributes = {
    'http.method': request.method,
    'http.scheme': 'http',
    'http.host': request.host,
    'http.target': request.path,
    'http.flavor': '1.1',
    ...(found ? { 'http.route': found[0].route } : {}),
  };
  const title = `${request.method} ${found ? found[0].route : request.path.split('?', 1)[0]}`;
  const span = startSpan(around.tracers[name], title, SpanKind.SERVER, startUs, attributes, parent);
  const work = workFor(name, clock, trace.setSpan(parent, span), syscall, around);
  const answer = found ? await found[0].run(work, found[1]) : failed(404);
  const endUs = clock.nowUs();
  endSpan(span, answer.status, endUs, 500);
  return { answer, syscall: syscall.served(), startUs, endUs };
}

function workFor(name: ServiceName, clock: Clock, context: Context, syscall: SyscallTrace, around: Surroundings): Work {
  const tracer = around.tracers[name];
  return {
    random: around.random,
    pricingIsLocked: () => around.pricingLock(clock.nowUs() / 1000),
    compute: (ms) => clock.wait(ms),
    async query(system, statement, ms) {
      const attributes = {
        'db.system': system,
        'db.operation': statement.split(' ', 1)[0] ?? '',
        'db.statement': statement,
      };
      const span = startSpan(
        tracer,
        `${system} ${attributes['db.operation']}`,
        SpanKind.CLIENT,
        clock.nowUs(),
        attributes,
        context,
      );
      await clock.wait(ms);
      span.setStatus({ code: SpanStatusCode.OK });
      span.end(hrTime(clock.nowUs()));
    },
    async call(to, method, path, bytes = 0) {
      const host = `${to}.shop:${podPort}`;
      const attributes = {
        'http.method': method,
        'http.scheme': 'http',
        'http.host': host,
        'http.target': path,
        'http.flavor': '1.1',
      };
      const clientStartUs = clock.nowUs();
      const span = startSpan(tracer, `${method} ${to}`, SpanKind.CLIENT, clientStartUs, attributes, context);
      const headers: Record<string, string> = { 'user-agent': `shop-${name}/1.4` };
      propagator.inject(trace.setSpan(context, span), headers, setter);
      const delivered = await around.deliver(name, to, { method, host, path, headers, bytes }, clock);
      const clientEndUs = clock.nowUs();
      endSpan(span, delivered.answer.status, clientEndUs, 400);
      const { connection, served } = delivered;
      around.reporter.report({
        client: partyOf(name, connection.clientPort),
        server: partyOf(to, podPort),
        startUs: served?.startUs ?? clientStartUs,
        endUs: served?.endUs ?? null,
        clientStartUs,
        clientEndUs,
        method,
        host,
        path,
        status: served ? delivered.answer.status : null,
        requestBytes: bytes + 210,
        responseBytes: delivered.answer.bytes + 180,
        requestHeaders: headers,
        responseHeaders: {},
        connectionId: connection.id,
        reqSeq: connection.reqSeq,
        respSeq: connection.respSeq,
        clientSyscall: syscall.call(served !== null),
        serverSyscall: served?.syscall ?? null,
      });
      return delivered.answer;
    },
    async together(branches) {
      const clocks = branches.map(() => clock.fork());
      const results = await Promise.all(
        branches.map((branch, index) => branch(workFor(name, clocks[index] ?? clock, context, syscall, around))),
      );
      clock.join(clocks);
      return results;
    },
  };
}

function startSpan(
  tracer: Tracer,
  name: string,
  kind: SpanKind,
  startUs: number,
  attributes: Attributes,
  context: Context,
): Span {
  return tracer.startSpan(name, { kind, startTime: hrTime(startUs), attributes }, context);
}

/** A server is at fault from 500 on; for who called it any refusal is an error (OpenTelemetry's HTTP conventions). */
function endSpan(span: Span, status: number, endUs: number, errorFrom: number): void {
  span.setAttribute('http.status_code', status);
  if (status >= errorFrom) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(hrTime(endUs));
}

import type { Server } from 'node:http';
import { startAdmin } from '@/sandbox/apisix/admin/server';
import { GatewayConfig } from '@/sandbox/apisix/config';
import { HealthChecker } from '@/sandbox/apisix/control/health-checker';
import { startControl } from '@/sandbox/apisix/control/server';
import { close, portOf } from '@/sandbox/apisix/listen';
import { Store } from '@/sandbox/apisix/store';
import type { Difference } from './apisix-compare';
import { Comparison } from './apisix-compare';
import type { Exchange, RecordedResponse } from './apisix-recording';
import { readRecording } from './apisix-recording';
import type { Answer } from './apisix-send';
import { sendExchange } from './apisix-send';
import type { Replayed } from './apisix-unrecorded';
import { downSteps, steps } from './apisix-unrecorded';
import { knownDifferences } from './known-differences';
import type { SuiteResult } from './main';

/** Replays the recordings against a fresh Admin and Control API in this process. */
export async function run(): Promise<SuiteResult> {
  const results = [
    await replay(readRecording('admin-api.jsonl'), steps),
    await replay(readRecording('admin-api-etcd-down.jsonl'), downSteps),
  ];
  return { passed: results.reduce((sum, one) => sum + one.passed, 0), failed: results.flatMap((one) => one.failed) };
}

async function replay(exchanges: readonly Exchange[], between: typeof steps): Promise<SuiteResult> {
  const clock = { ms: Date.now() };
  const store = new Store({ now: () => clock.ms });
  const config = new GatewayConfig();
  // Nothing listens on port 1, as nothing listened on the recorded nodes.
  const health = new HealthChecker({ store, resolve: () => ({ host: '127.0.0.1', port: 1, ip: '127.0.0.1' }) });
  const options = { store, config, health, host: '127.0.0.1', port: 0 };
  const servers: Server[] = [await startAdmin(options), await startControl(options)];
  const [admin, control] = servers.map((server) => `http://127.0.0.1:${portOf(server)}`);
  const replayed: Replayed = { store, health, clock, admin: admin ?? '', control: control ?? '' };
  const comparison = new Comparison();
  const result: SuiteResult = { passed: 0, failed: [] };
  try {
    for (const exchange of exchanges) {
      await between[exchange.name]?.(replayed);
      clock.ms += 10;
      // A PUT that sets times is refused.
      if (exchange.request.method === 'PATCH') comparison.noteRequest(exchange.request.body);
      const answers = await sendAll(exchange, replayed, comparison);
      if (exchange.response === undefined) continue;
      const failures = judge(exchange.name, differencesOf(exchange.response, answers, comparison));
      if (failures.length === 0) result.passed += 1;
      else result.failed.push({ name: exchange.name, why: failures.map(({ at, why }) => `${at}: ${why}`).join('; ') });
    }
  } finally {
    health.stop();
    await Promise.all(servers.map(close));
  }
  return result;
}

/** Known differences taken out; one that is none any more is a failure. */
function judge(name: string, differences: readonly Difference[]): Difference[] {
  const known = knownDifferences.filter((one) => one.suite === 'apisix' && one.name === name);
  const covers = (at: string, place: string) => place === '' || at === place || at.startsWith(`${place}.`);
  const unknown = differences.filter(({ at }) => !known.some((one) => covers(at, one.at)));
  const vanished = known.filter((one) => !differences.some(({ at }) => covers(at, one.at)));
  return [...unknown, ...vanished.map(({ at }) => ({ at, why: 'listed as a known difference, but does not differ' }))];
}

/** Most exchanges are one request; `N at once` stands for as many, sent together. */
async function sendAll(exchange: Exchange, { admin, control }: Replayed, comparison: Comparison): Promise<Answer[]> {
  const base = exchange.target === 'control' ? control : admin;
  const { body } = exchange.request;
  const many = typeof body === 'string' ? /^(\d+) at once(?:, each (.*))?$/.exec(body) : null;
  if (many === null) return [await sendExchange(base, exchange)];
  const indexes = [...Array(Number(many[1])).keys()];
  if (many[2] === undefined) comparison.noteConcurrent(indexes.map((index) => `put ${index}`));
  const whole = (index: number) =>
    JSON.stringify({
      name: 'orders',
      desc: `put ${index}`,
      uri: '/orders/*',
      methods: ['GET', 'POST'],
      hosts: ['shop.example.com'],
      labels: { env: 'prod', team: 'checkout' },
      priority: 10,
      upstream: { type: 'roundrobin', nodes: { '127.0.0.1:1980': 1 } },
    });
  return Promise.all(
    indexes.map((index) => {
      const text = many[2]?.replaceAll('<i>', String(index)) ?? whole(index);
      return sendExchange(base, exchange, text);
    }),
  );
}

function differencesOf(recorded: RecordedResponse, answers: readonly Answer[], comparison: Comparison): Difference[] {
  if (recorded.status === 'mixed') return mixedDifferences(recorded, answers, comparison);
  return answers.flatMap((answer) => {
    if (answer.status !== recorded.status) {
      const why = `recorded ${recorded.status}, got ${answer.status} ${JSON.stringify(answer.body)}`;
      return [{ at: 'status', why }];
    }
    const headers = Object.entries(recorded.headers ?? {}).flatMap(([name, value]) =>
      answer.headers[name] === value
        ? []
        : [{ at: `headers.${name}`, why: `recorded ${value}, got ${answer.headers[name] ?? 'nothing'}` }],
    );
    const extra = ['x-api-version', 'access-control-allow-origin'].filter(
      (name) => recorded.headers?.[name] === undefined && answer.headers[name] !== undefined,
    );
    const unexpected = extra.map((name) => ({ at: `headers.${name}`, why: 'recorded nothing, got one' }));
    return [...headers, ...unexpected, ...comparison.differences(recorded.body, answer.body)];
  });
}

/** Some of the requests win, each loser gets the recorded refusal; how many is chance. */
function mixedDifferences(
  recorded: RecordedResponse,
  answers: readonly Answer[],
  comparison: Comparison,
): Difference[] {
  const losers = answers.filter(({ status }) => status === 503);
  const winners = answers.filter(({ status }) => status === 200);
  if (winners.length === 0 || losers.length === 0 || winners.length + losers.length !== answers.length) {
    return [{ at: 'status', why: `recorded 200 and 503, got ${answers.map(({ status }) => status).join(' ')}` }];
  }
  return losers.flatMap(({ body }) => comparison.differences(recorded.body, body));
}

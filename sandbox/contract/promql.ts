import { hasPrometheus, type PrometheusServer, startPrometheus, until } from '@/sandbox/contract/prometheus-server';
import { difference, type PromAnswer, readAnswer } from '@/sandbox/contract/promql-compare';
import { deviations, expressions } from '@/sandbox/contract/promql-expressions';
import { contractWrites, firstSecond, lastSecond } from '@/sandbox/contract/promql-samples';
import { encodeWrite } from '@/sandbox/deepflow/prometheus/write-request';
import { type Deepflow, startDeepflow } from '@/sandbox/deepflow/server';

type SuiteResult = { passed: number; failed: { name: string; why: string }[]; skipped?: string };

const tenYears = '3650d';

/** Asked at moments between, at and after scrapes. */
const moments = [firstSecond + 487, lastSecond + 200.5];
const range = { start: firstSecond + 290, end: lastSecond + 120, step: 37 };

async function post(url: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
  const headers = {
    'content-type': 'application/x-protobuf',
    'content-encoding': 'snappy',
    'x-prometheus-remote-write-version': '0.1.0',
  };
  const answer = await fetch(url, { method: 'POST', headers, body });
  if (!answer.ok) {
    throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  }
  await answer.arrayBuffer();
}

/** Waits while the querier's limit of queries a second is reached. */
async function ask(url: string, form: Record<string, string>, isOrdered: boolean): Promise<PromAnswer> {
  for (;;) {
    const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
    const body = await answer.text();
    if (answer.status !== 429) {
      return readAnswer(body, isOrdered);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

type Question = { route: 'query' | 'query_range'; form: Record<string, string>; name: string };

function questions(expression: string): Question[] {
  const { start, end, step } = range;
  return [
    ...moments.map((time) => ({
      route: 'query' as const,
      form: { query: expression, time: String(time) },
      name: `${expression} at ${time}`,
    })),
    {
      route: 'query_range' as const,
      form: { query: expression, start: String(start), end: String(end), step: String(step) },
      name: `${expression} over a range`,
    },
  ];
}

async function differenceOf({ route, form }: Question, real: PrometheusServer, own: Deepflow): Promise<string | null> {
  const isOrdered = route === 'query' && /^sort/.test(form.query ?? '');
  const [wanted, got] = await Promise.all([
    ask(`${real.url}/api/v1/${route}`, form, isOrdered),
    ask(`${own.querierUrl}/prom/api/v1/${route}`, { ...form, slimit: '0' }, isOrdered),
  ]);
  return difference(wanted, got);
}

async function compareAll(real: PrometheusServer, own: Deepflow): Promise<SuiteResult> {
  const result: SuiteResult = { passed: 0, failed: [] };
  for (const expression of expressions) {
    const judge = async (question: Question) => ({ name: question.name, why: await differenceOf(question, real, own) });
    for (const { name, why } of await Promise.all(questions(expression).map(judge))) {
      if (why === null) {
        result.passed += 1;
      } else {
        result.failed.push({ name, why });
      }
    }
  }
  for (const { expression, reason } of deviations) {
    const found = await Promise.all(questions(expression).map((question) => differenceOf(question, real, own)));
    if (found.some((why) => why !== null)) {
      result.passed += 1;
    } else {
      result.failed.push({ name: expression, why: `is listed as a deviation (${reason}) but answered alike` });
    }
  }
  return result;
}

/** A Prometheus that scrapes itself writes to the sandbox: its own compression and its own messages are understood. */
async function takesRealWrites(own: Deepflow): Promise<SuiteResult> {
  const writer = await startPrometheus(
    (port) => `
global: { scrape_interval: 1s }
scrape_configs:
  - job_name: writer
    static_configs: [{ targets: ['127.0.0.1:${port}'] }]
remote_write:
  - url: ${own.agentUrl}/api/v1/prometheus
`,
    (folder) => ['--enable-feature=agent', `--storage.agent.path=${folder}/wal`],
  );
  try {
    await until('samples of a real Prometheus', async () => {
      const form = { query: 'count(go_goroutines{job="writer"})', time: String(Date.now() / 1000) };
      const answer = await ask(`${own.querierUrl}/prom/api/v1/query`, form, false);
      return answer.kind === 'series' && answer.series.length === 1;
    });
    return { passed: 1, failed: [] };
  } catch (error) {
    return { passed: 0, failed: [{ name: 'remote write of a real Prometheus', why: String(error) }] };
  } finally {
    await writer.stop();
  }
}

/** Gives a real Prometheus and the sandbox the same samples and compares what they make of the same expressions. */
export async function run(): Promise<SuiteResult> {
  if (!hasPrometheus()) {
    return { passed: 0, failed: [], skipped: 'there is no /usr/bin/prometheus (Debian: apt-get install prometheus)' };
  }
  const own = await startDeepflow({ host: '127.0.0.1', querierPort: 0, appPort: 0, agentPort: 0 });
  try {
    const real = await startPrometheus(
      () => 'global: { scrape_interval: 1h }\n',
      (folder) => [
        `--storage.tsdb.path=${folder}/data`,
        `--storage.tsdb.retention.time=${tenYears}`,
        '--web.enable-remote-write-receiver',
      ],
    );
    try {
      for (const series of contractWrites()) {
        const body = encodeWrite(series);
        await post(`${real.url}/api/v1/write`, body);
        await post(`${own.agentUrl}/api/v1/prometheus`, body);
      }
      const compared = await compareAll(real, own);
      const written = await takesRealWrites(own);
      return { passed: compared.passed + written.passed, failed: [...compared.failed, ...written.failed] };
    } finally {
      await real.stop();
    }
  } finally {
    await own.close();
  }
}

import { readdirSync, readFileSync } from 'node:fs';
import { serverColumns } from '@/sandbox/deepflow/end-columns';
import { inventory, workloadTags } from '@/sandbox/deepflow/inventory';
import { emptyL7Row, type L7Row } from '@/sandbox/deepflow/l7-row';
import { encodeWrite, type WrittenSeries } from '@/sandbox/deepflow/prometheus/write-request';
import { type Deepflow, startDeepflow } from '@/sandbox/deepflow/server';

type Sent = { method: string; path: string; form?: Record<string, string> };
type Case = { request: Sent; status: number; response?: unknown; response_text?: string };
type Sample = Partial<Case> & { cases?: Case[]; other_label?: { path: string; status: number; response: unknown } };

type SuiteResult = { passed: number; failed: { name: string; why: string }[] };

const folder = new URL('./recordings/deepflow/samples/', import.meta.url);

/** From before the first moment that the samples ask about to after the last. */
const firstSecond = 1_755_849_780;
const lastSecond = 1_755_850_200;

function casesOf({ cases, other_label, request, status, ...sample }: Sample): Case[] {
  const own = request === undefined || status === undefined ? [] : [{ ...sample, request, status } as Case];
  const other =
    other_label === undefined ? [] : [{ ...other_label, request: { method: 'GET', path: other_label.path } } as Case];
  return [...(cases ?? []), ...own, ...other];
}

/** The requests of a gateway that the samples speak of: orders that succeed, payments that sometimes do not. */
function statusSeries(): WrittenSeries[] {
  const routes = [
    { code: '200', route: 'r-orders', pace: 3.25 },
    { code: '502', route: 'r-pay', pace: 0.2 },
  ];
  return routes.map(({ code, route, pace }) => {
    const labels = { __name__: 'apisix_http_status', code, route, instance: `${gateway.ip}:9091`, job: 'apisix' };
    const seconds = Array.from({ length: (lastSecond - firstSecond) / 15 + 1 }, (_, index) => firstSecond + index * 15);
    return {
      labels: Object.entries(labels).map(([name, value]) => ({ name, value })),
      samples: seconds.map((second) => ({ value: (second - firstSecond) * pace, timestampMs: second * 1000 })),
    };
  });
}

const gateway = inventory.workload('apisix');

function requestRows(): L7Row[] {
  return Array.from({ length: lastSecond - firstSecond }, (_, index) => {
    const time = firstSecond + index;
    return {
      ...emptyL7Row,
      ...serverColumns(workloadTags(gateway)),
      _id: ((BigInt(time) << 32n) + BigInt(index)).toString(),
      time,
      start_time: time * 1e6 - 2_000,
      end_time: time * 1e6,
      response_duration: 2_000,
      is_ipv4: 1,
      l7_protocol: 20,
      type: 2,
      signal_source: 3,
      observation_point: 's-p',
    };
  });
}

async function send({ method, path, form }: Sent, own: Deepflow): Promise<{ status: number; body: string }> {
  const body = form === undefined ? {} : { body: new URLSearchParams(form) };
  const answer = await fetch(own.querierUrl + path, { method, ...body });
  return { status: answer.status, body: await answer.text() };
}

/** So many requests at once that some are above the limit of a second. */
async function sendTooMany(own: Deepflow): Promise<{ status: number; body: string }> {
  const sent = { method: 'GET', path: '/prom/api/v1/query?query=1&time=1' };
  const answers = await Promise.all(Array.from({ length: 300 }, () => send(sent, own)));
  return answers.find(({ status }) => status === 429) ?? { status: 200, body: 'none of 300 was refused' };
}

/** Words that an answer has to say as the sample says them; other texts are values. */
const fixed = ['status', 'error', 'resultType', '__name__', 'job'];

/** Why an answer does not have the shape of a sample; null when it has. Series may have more of DeepFlow's tags. */
function misfit(expected: unknown, got: unknown, at: string): string | null {
  const key = at.slice(at.lastIndexOf('.') + 1);
  if (Array.isArray(expected)) {
    return Array.isArray(got) ? listMisfit(expected, got, at) : `${at}: ${JSON.stringify(got)} is no list`;
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof got !== 'object' || got === null || Array.isArray(got)) {
      return `${at}: ${JSON.stringify(got)} is no object`;
    }
    const extra = Object.keys(got).find((name) => !(name in expected) && !name.startsWith('df_'));
    if (extra !== undefined) {
      return `${at} has "${extra}", which the sample does not`;
    }
    for (const [name, member] of Object.entries(expected)) {
      const why = misfit(member, (got as Record<string, unknown>)[name], `${at}.${name}`);
      if (why !== null) {
        return why;
      }
    }
    return null;
  }
  const isSame = fixed.includes(key)
    ? expected === got
    : typeof expected === typeof got && (got === null) === (expected === null);
  return isSame ? null : `${at}: ${JSON.stringify(got)} instead of ${JSON.stringify(expected)}`;
}

function listMisfit(expected: unknown[], got: unknown[], at: string): string | null {
  const isNames = expected.length > 0 && expected.every((item) => typeof item === 'string');
  if (isNames) {
    const missing = expected.find((name) => !String(name).includes('...') && !got.includes(name));
    return missing === undefined ? null : `${at} lacks ${JSON.stringify(missing)}`;
  }
  const isTuple = expected.some((item) => typeof item !== typeof expected[0]);
  if (isTuple ? got.length !== expected.length : (got.length === 0) !== (expected.length === 0)) {
    return `${at} has ${got.length} items, the sample ${expected.length}`;
  }
  for (const [index, item] of got.entries()) {
    const candidates = isTuple ? [expected[index]] : expected;
    const faults = candidates.map((candidate) => misfit(candidate, item, `${at}[${index}]`));
    if (!faults.includes(null)) {
      return faults[0] ?? null;
    }
  }
  return null;
}

async function judge(expected: Case, own: Deepflow): Promise<string | null> {
  const { request, status, response, response_text } = expected;
  const answer = isMany(expected) ? await sendTooMany(own) : await send(request, own);
  if (answer.status !== status) {
    return `status ${answer.status} instead of ${status}: ${answer.body.slice(0, 300)}`;
  }
  if (response_text !== undefined) {
    return answer.body === response_text ? null : `body ${answer.body.slice(0, 300)}`;
  }
  return misfit(response, JSON.parse(answer.body), 'answer');
}

function cases(): { file: string; expected: Case }[] {
  const files = readdirSync(folder).filter((name) => name.startsWith('prom_'));
  return files.sort().flatMap((file) => {
    const sample = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Sample;
    return casesOf(sample).map((expected) => ({ file, expected }));
  });
}

/** The case without a path of its own: one request too many. */
const isMany = ({ request }: Case) => !request.path.startsWith('/');

/** Sends the request of every recorded sample of PromQL to a DeepFlow that has the gateway's metrics and requests. */
export async function run(): Promise<SuiteResult> {
  const own = await startDeepflow({ host: '127.0.0.1', querierPort: 0, appPort: 0, agentPort: 0 });
  try {
    await fetch(`${own.agentUrl}/api/v1/prometheus`, { method: 'POST', body: encodeWrite(statusSeries()) });
    await own.store.insertL7(requestRows());
    const result: SuiteResult = { passed: 0, failed: [] };
    // Last the one that uses up the second's queries.
    for (const { file, expected } of cases().sort((a, b) => Number(isMany(a.expected)) - Number(isMany(b.expected)))) {
      const why = await judge(expected, own);
      if (why === null) {
        result.passed += 1;
      } else {
        result.failed.push({ name: `${file} ${expected.request.path}`, why });
      }
    }
    return result;
  } finally {
    await own.close();
  }
}

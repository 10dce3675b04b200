import { readdirSync, readFileSync } from 'node:fs';
import { differences as knownDifferences } from '@/sandbox/contract/known-differences-deepflow';
import type { Engine } from '@/sandbox/deepflow/querier/engine';
import { type Answer, answerQuery } from '@/sandbox/deepflow/querier/query-api';

type Sent = { method: string; path: string; form?: Record<string, string> };
type Case = { request: Sent; status: number; response?: unknown; response_text?: string };
type Sample = Partial<Case> & { cases?: Case[] };

type SuiteResult = { passed: number; failed: { name: string; why: string }[] };

const folder = new URL('./recordings/deepflow/samples/', import.meta.url);

function casesOf(sample: Sample): Case[] {
  if (sample.cases !== undefined) {
    return sample.cases;
  }
  const { request, status, response, response_text } = sample;
  if (request === undefined || status === undefined) {
    return [];
  }
  return [
    {
      request,
      status,
      ...(response === undefined ? {} : { response }),
      ...(response_text === undefined ? {} : { response_text }),
    },
  ];
}

function send({ path, form }: Sent, engine: Engine): Promise<Answer> | Answer | null {
  const url = new URL(path.startsWith('/') ? path : '/', 'http://querier');
  if (url.pathname !== '/v1/query/' || form === undefined) {
    return null;
  }
  return answerQuery(
    {
      url: url.searchParams,
      contentType: 'application/x-www-form-urlencoded',
      body: new URLSearchParams(form).toString(),
      language: '',
      organisation: '1',
    },
    engine,
  );
}

/** The shape of an answer: names and kinds of its members, without the rows' values. */
function shape(value: unknown, key = ''): unknown {
  if (key === 'values' || key === 'DESCRIPTION' || key === 'value_type' || key === 'error') {
    return key === 'DESCRIPTION' && value === '' ? '' : 'any';
  }
  if (Array.isArray(value)) {
    return key === 'query_sqls' ? 'list' : value.map((item) => shape(item));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shape(member, name)]));
  }
  return value;
}

function judge(expected: Case, answer: Answer): string | null {
  if (answer.status !== expected.status) {
    return `status ${answer.status} instead of ${expected.status}: ${answer.body.slice(0, 200)}`;
  }
  if (expected.status === 400 && expected.response_text !== undefined) {
    return answer.body === expected.response_text ? null : `body ${answer.body}`;
  }
  const text = expected.response_text ?? JSON.stringify(expected.response);
  const wanted = JSON.stringify(shape(JSON.parse(text)));
  const got = JSON.stringify(shape(JSON.parse(answer.body)));
  if (wanted !== got) {
    return `shape ${got.slice(0, 400)} instead of ${wanted.slice(0, 400)}`;
  }
  return text.includes('"values":null') && !answer.body.includes('"values":null') ? 'values are not null' : null;
}

/** The sample without rows asks for a time of which the other recordings' seed has some. */
function unseeded({ form, ...request }: Sent): Sent {
  return {
    ...request,
    form: { ...form, sql: form?.sql?.replace('time>=1 AND time<=2', 'time>=4000000000 AND time<=4000000001') ?? '' },
  };
}

/** Lists that DeepFlow has built in; the samples are cut, so ours may have more rows. */
const builtIn = /^show_(?:databases|functions|language|metrics|tables|tags|tag_values_enum)/;

/** Texts of the samples are cut at "...", and precisions are a matter of the installation. */
function sameCell(expected: unknown, ours: unknown): boolean {
  if (Array.isArray(expected)) return Array.isArray(ours);
  const cut = typeof expected === 'string' ? expected.indexOf('...') : -1;
  return cut < 0 ? expected === ours : String(ours).startsWith(String(expected).slice(0, cut));
}

/** A row of a built-in list that the answer lacks. */
function lacking(expected: Case, answer: Answer): string | null {
  const rowsOf = (body: unknown) => (body as { result: { values: unknown[][] } }).result.values;
  const ours = rowsOf(JSON.parse(answer.body));
  const isThere = (row: unknown[]) => ours.some((own) => row.every((cell, index) => sameCell(cell, own[index])));
  const lost = rowsOf(expected.response).find((row) => !isThere(row));
  return lost === undefined ? null : `lacks the row ${JSON.stringify(lost)}`;
}

/** The samples that are for this suite to judge. */
const ofSql = /^(?:query|show|error)_/;

/** Sends the request of every sample of SQL and compares status and shape of the answer. */
export async function runSamples(engine: Engine): Promise<SuiteResult> {
  const result: SuiteResult = { passed: 0, failed: [] };
  for (const file of readdirSync(folder).sort()) {
    const sample = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Sample;
    const cases = casesOf(sample);
    if (ofSql.test(file) && cases.length === 0) {
      result.failed.push({ name: file, why: 'is compared with nothing' });
    }
    for (const expected of cases) {
      const answer = await send(file === 'query_empty.json' ? unseeded(expected.request) : expected.request, engine);
      const why =
        answer === null
          ? ofSql.test(file)
            ? 'is no request that this suite sends'
            : null
          : (judge(expected, answer) ?? (builtIn.test(file) ? lacking(expected, answer) : null));
      const known = answer === null ? undefined : knownDifferences.find((group) => group.names.includes(file));
      if (known !== undefined && why === null) {
        result.failed.push({ name: file, why: `is listed as a known difference (${known.reason}) but passes` });
      } else if (answer !== null && (why === null || known !== undefined)) {
        result.passed += 1;
      } else if (why !== null) {
        result.failed.push({ name: file, why });
      }
    }
  }
  return result;
}

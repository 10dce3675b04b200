import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

const unitSchema = z.looseObject({
  testResults: z.array(
    z.looseObject({
      name: z.string(),
      message: z.string().optional(),
      status: z.string(),
      assertionResults: z.array(
        z.looseObject({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});

/** A line for each test, with how its failure begins: those that failed, and those that passed only when tried again. */
export type Troubles = { failed: string[]; flaky: string[] };

/** Of vitest's JSON report. */
export function unitTestTroubles(report: unknown): Troubles {
  const troubles: Troubles = { failed: [], flaky: [] };
  for (const { name, message, status, assertionResults } of unitSchema.parse(report).testResults) {
    const file = name.split('/').slice(-3).join('/');
    const hasFailed = assertionResults.some((test) => test.status === 'failed');
    if (status === 'failed' && !hasFailed) troubles.failed.push(lineOf(file, 'did not run', message));
    for (const { fullName, failureMessages, status } of assertionResults) {
      const [failure] = failureMessages ?? [];
      if (status === 'failed') troubles.failed.push(lineOf(file, fullName, failure));
      else if (failure !== undefined) troubles.flaky.push(lineOf(file, fullName, failure));
    }
  }
  return troubles;
}

export type BrowserReport = { suites?: Suite[] };
type Suite = { file?: string; specs?: Spec[]; suites?: Suite[] };
type Spec = { title: string; ok: boolean; tests: { status: string; results: { error?: { message?: string } }[] }[] };

/** Of Playwright's. */
export function browserTestTroubles(report: BrowserReport): Troubles {
  const troubles: Troubles = { failed: [], flaky: [] };
  const look = ({ file = '', specs = [], suites = [] }: Suite): void => {
    for (const { title, ok, tests } of specs) {
      const line = lineOf(file, title, tests[0]?.results.find(({ error }) => error)?.error?.message);
      if (!ok) troubles.failed.push(line);
      else if (tests.some(({ status }) => status === 'flaky')) troubles.flaky.push(line);
    }
    for (const suite of suites) look({ file, ...suite });
  };
  for (const suite of report.suites ?? []) look(suite);
  return troubles;
}

/** Long enough to tell an assertion that failed from a time that ran out. */
const mostOfMessage = 300;

function lineOf(file: string, title: string, message = ''): string {
  const plain = stripVTControlCharacters(message).replace(/\s+/g, ' ').trim();
  return `${file} › ${title}: ${plain.slice(0, mostOfMessage)}`;
}

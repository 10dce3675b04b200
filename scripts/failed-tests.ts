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

/** A line for each failed test of vitest's JSON report: its file, its name, and how its failure begins. */
export function failedUnitTests(report: unknown): string[] {
  return unitSchema.parse(report).testResults.flatMap(({ name, message, status, assertionResults }) => {
    const file = name.split('/').slice(-3).join('/');
    const failed = assertionResults
      .filter((test) => test.status === 'failed')
      .map(({ fullName, failureMessages }) => lineOf(file, fullName, failureMessages?.[0]));
    return failed.length === 0 && status === 'failed' ? [lineOf(file, 'did not run', message)] : failed;
  });
}

export type BrowserReport = { suites?: Suite[] };
type Suite = { file?: string; specs?: Spec[]; suites?: Suite[] };
type Spec = { title: string; ok: boolean; tests: { results: { error?: { message?: string } }[] }[] };

/** The same for Playwright's. */
export function failedBrowserTests(report: BrowserReport): string[] {
  const failedIn = ({ file = '', specs = [], suites = [] }: Suite): string[] => [
    ...specs
      .filter(({ ok }) => !ok)
      .map(({ title, tests }) => lineOf(file, title, tests[0]?.results.find(({ error }) => error)?.error?.message)),
    ...suites.flatMap((suite) => failedIn({ file, ...suite })),
  ];
  return (report.suites ?? []).flatMap(failedIn);
}

/** Long enough to tell an assertion that failed from a time that ran out. */
const mostOfMessage = 300;

function lineOf(file: string, title: string, message = ''): string {
  const plain = stripVTControlCharacters(message).replace(/\s+/g, ' ').trim();
  return `${file} › ${title}: ${plain.slice(0, mostOfMessage)}`;
}

import { existsSync } from 'node:fs';

/** What a suite reports: how many recorded answers fit, and why the others do not. */
export type SuiteResult = {
  passed: number;
  failed: { name: string; why: string }[];
  /** Why nothing was compared. */
  skipped?: string;
};
type Suite = { run: () => Promise<SuiteResult> };

/** Each file beside this one exports `run`. */
const suites = ['apisix', 'deepflow-sql', 'deepflow-services', 'tracing', 'prom-samples', 'promql'];

let passed = 0;
let failed = 0;
for (const name of suites) {
  const file = new URL(`./${name}.ts`, import.meta.url);
  if (!existsSync(file)) continue;
  const suite = (await import(file.href)) as Suite;
  const result = await suite.run();
  if (result.skipped !== undefined) console.log(`${name}: skipped, nothing was compared: ${result.skipped}`);
  for (const failure of result.failed) console.log(`${name}: ${failure.name}: ${failure.why}`);
  passed += result.passed;
  failed += result.failed.length;
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

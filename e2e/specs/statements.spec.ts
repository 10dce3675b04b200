import { execFileSync } from 'node:child_process';
import { expect, test } from '@/e2e/fixtures';
import { sandboxPorts } from '@/e2e/ports';

type Statement = { name: string; db: string; data_precision: string; sql: string };
type Expression = { name: string; query: string };

const printed = <T>(script: string): T[] =>
  execFileSync('npm', ['run', '--silent', script], { encoding: 'utf8', env: { ...process.env, FORCE_COLOR: '0' } })
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as T);

test('every SQL statement that the console can send is one that DeepFlow’s querier accepts', async ({ request }) => {
  const statements = printed<Statement>('deepflow-sql');
  expect(statements.length).toBeGreaterThan(10);
  for (const { name, db, data_precision, sql } of statements) {
    const answer = await request.post(`http://127.0.0.1:${sandboxPorts.SANDBOX_QUERIER_PORT}/v1/query/`, {
      form: { db, data_precision, sql },
    });
    expect(answer.status(), `${name}: ${await answer.text()}`).toBe(200);
  }
});

test('every PromQL expression that the console can send is one that the querier accepts', async ({ request }) => {
  const expressions = printed<Expression>('promql');
  expect(expressions.length).toBeGreaterThan(0);
  for (const { name, query } of expressions) {
    const answer = await request.get(`http://127.0.0.1:${sandboxPorts.SANDBOX_QUERIER_PORT}/prom/api/v1/query`, {
      params: { query, time: Math.floor(Date.now() / 1000) },
    });
    expect(answer.status(), `${name}: ${await answer.text()}`).toBe(200);
  }
});

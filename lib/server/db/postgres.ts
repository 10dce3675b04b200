import 'server-only';
import { type Dialect, PostgresDialect } from 'kysely';
import type { CustomTypesConfig, PoolConfig } from 'pg';
import { logBackgroundFailure } from '@/lib/server/log';
import type { Secret } from '@/lib/server/secret';

/** int8, in which counts and times come; the driver would give texts, since not all fit into a number. Ours do. */
const int8 = 20;

/** Connections are made when they are needed, so this never fails. The driver is loaded for this alone. */
export async function openPostgres(url: Secret): Promise<Dialect> {
  const { default: pg } = await import('pg');
  const types: CustomTypesConfig = {
    getTypeParser: (id: number, format?: 'text' | 'binary') =>
      id === int8 ? Number : (pg.types.getTypeParser as (id: number, format?: string) => unknown)(id, format),
  } as CustomTypesConfig;
  const settings: PoolConfig = {
    connectionString: url.reveal(),
    application_name: 'routelens',
    max: 5,
    connectionTimeoutMillis: 5000,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
    allowExitOnIdle: true,
    types,
  };
  const pool = new pg.Pool(settings);
  // A connection that breaks while nobody uses it; without a listener it would end the process. The next use says more.
  pool.on('error', (error) =>
    logBackgroundFailure(
      'database',
      null,
      { type: 'about:blank', title: 'Connection lost', status: 503, code: 'record_unavailable' },
      error,
    ),
  );
  return new PostgresDialect({ pool });
}

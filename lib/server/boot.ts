import 'server-only';
import { isLoopbackAddress } from '@/lib/http/loopback';
import { openRecords } from './changes/change-records';
import { gateways } from './config';
import { DatabaseUnusable } from './db/unusable';
import { ConfigError } from './env';
import { allowFrames } from './frame-origins';
import { logBackgroundFailure } from './log';

/**
 * Checks what the server cannot run without, before it answers anything. Ends the process with one readable message:
 * a throw would leave a server that answers 500 for ever, where an orchestrator should see it fail.
 */
export async function boot(): Promise<void> {
  const problem = describeConfigProblem() ?? describeListenProblem() ?? (await describeDatabaseProblem());
  if (problem === null) return allowFrames(gateways());
  console.error(`Routelens cannot start.\n${problem}`);
  process.exit(1);
}

function describeConfigProblem(): string | null {
  try {
    gateways();
    return null;
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

/**
 * There are no accounts yet, so whoever reaches the server may change the gateway. The built server listens on
 * HOSTNAME, and on every address without one. `next dev` does not tell the application where it listens (npm run dev
 * says 127.0.0.1); there the Host header of each request is the guard, as it is here besides.
 */
function describeListenProblem(): string | null {
  if (process.env.NODE_ENV === 'development') return null;
  const address = process.env.HOSTNAME?.trim() || '0.0.0.0';
  if (isLoopbackAddress(address)) return null;
  return (
    `It would listen on ${address}, where others can reach it, and it has no accounts yet.\n` +
    'Let it listen on 127.0.0.1 (HOST for npm start, HOSTNAME for the built server itself), and use an SSH tunnel to ' +
    'reach it from another machine.'
  );
}

/** A database that does not answer yet is waited for by whoever needs it; all that only reads the gateway goes on. */
async function describeDatabaseProblem(): Promise<string | null> {
  try {
    await openRecords();
    return null;
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    if (!(error instanceof DatabaseUnusable)) throw error;
    if (!error.isPassing) return error.message;
    logBackgroundFailure(
      'open the database',
      null,
      { type: 'about:blank', title: 'No database yet', status: 503, code: 'record_unavailable' },
      error,
    );
    return null;
  }
}

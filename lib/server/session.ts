import 'server-only';
import { userInfo } from 'node:os';

/** A viewer reads; an operator also writes. */
export type Role = 'viewer' | 'operator';

export type Session = {
  role: Role;
  /** Who it is, for the record of changes. */
  actor: string;
};

/**
 * Who sends a request. There are no accounts yet: the server listens on loopback alone (`boot.ts` refuses anything
 * else), so whoever reaches it may do what the machine's user may.
 */
export function sessionOf(_request: Request): Session {
  return { role: 'operator', actor: machineUser() };
}

let user: string | undefined;

/** The name of the user that runs the console; `operator` in a container whose user has none. */
function machineUser(): string {
  if (user !== undefined) return user;
  try {
    user = userInfo().username || 'operator';
  } catch {
    user = 'operator';
  }
  return user;
}

import 'server-only';
import { userInfo } from 'node:os';

/** A viewer reads; an operator also writes. */
export type Role = 'viewer' | 'operator';

/** `actor` is who the record of changes names. */
export type Session = { role: Role; actor: string };

/**
 * Who sends a request. There are no accounts yet: the server listens on loopback alone (`boot.ts` refuses anything
 * else), so whoever reaches it may do what the machine's user may.
 */
export function sessionOf(_request: Request): Session {
  return { role: 'operator', actor };
}

const actor = machineUser();

/** In a container the user may have a number and no name. */
function machineUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'operator';
  }
}

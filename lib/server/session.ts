import 'server-only';

/** A viewer reads; an operator also writes. */
export type Role = 'viewer' | 'operator';

export type Session = { role: Role };

/**
 * Who sends a request. There are no accounts yet: the server listens on loopback alone (`boot.ts` refuses anything
 * else), so whoever reaches it may do what the machine's user may.
 */
export function sessionOf(_request: Request): Session {
  return { role: 'operator' };
}

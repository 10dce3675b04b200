import type { Random } from './random';

export const serviceNames = ['webshop', 'cart', 'product', 'pricing', 'payment'] as const;
export type ServiceName = (typeof serviceNames)[number];

export type Incoming = {
  method: string;
  host: string;
  /** With its query. */
  path: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  bytes: number;
};

export type Answer = { status: number; bytes: number };

/** What an operation of the shop can do while it serves a request. */
export interface Work {
  readonly random: Random;
  /** Whether pricing waits on a lock now. */
  pricingIsLocked(): boolean;
  /** Its own computing, in ms. */
  compute(ms: number): Promise<void>;
  /** A query to a store of its own; a span, but no request that anyone on the network of the shop sees. */
  query(system: 'postgresql' | 'redis', statement: string, ms: number): Promise<void>;
  call(to: ServiceName, method: string, path: string, bytes?: number): Promise<Answer>;
  /** Several calls at once. */
  together<T>(branches: readonly ((work: Work) => Promise<T>)[]): Promise<T[]>;
}

export type Operation = {
  method: string;
  /** Matched against the path without its query, whole. */
  path: RegExp;
  /** Low-cardinality name, as in `GET /products/{id}`. */
  route: string;
  run(work: Work, found: RegExpExecArray): Promise<Answer>;
};

export const ok = (bytes: number): Answer => ({ status: 200, bytes });
export const failed = (status: number): Answer => ({ status, bytes: 64 });

/** The first failure of answers that are all needed, or null. */
export function firstFailure(answers: readonly Answer[]): Answer | null {
  return answers.find((answer) => answer.status >= 400) ?? null;
}

import 'server-only';
import { z } from 'zod';
import type { ProfileTarget } from '@/lib/deepflow/profile';
import type { Seconds } from './call-statements';
import { isComparable } from './literals';
import { parseRange } from './params';

const nameSchema = z
  .string()
  .min(1)
  .max(300)
  .refine(isComparable, 'has characters that DeepFlow cannot be asked for safely');
const wordSchema = z.string().regex(/^[\w.+-]{1,64}$/, 'must be a word');

const targetSchema = z.object({
  app: nameSchema,
  service: nameSchema.optional(),
  instance: nameSchema.optional(),
  language: wordSchema,
  event: wordSchema,
  isGateway: z.stringbool().optional(),
});

/** Whose profile is asked for, of what, and of when. Throws ZodError. */
export function parseProfileQuery(params: URLSearchParams): { target: ProfileTarget; fromMs: number; toMs: number } {
  const names = ['app', 'service', 'instance', 'language', 'event', 'isGateway'];
  const given = Object.fromEntries(names.map((name) => [name, params.get(name) ?? undefined]));
  const { service = '', instance = null, isGateway = false, ...target } = targetSchema.parse(given);
  return { target: { ...target, service, instance, isGateway }, ...parseRange(params) };
}

/** The seconds of a range, whose end is not part of it. */
export function secondsOf({ fromMs, toMs }: { fromMs: number; toMs: number }): Seconds {
  return { fromS: Math.floor(fromMs / 1000), toS: Math.floor((toMs - 1) / 1000) };
}

import type { ProfiledEvent, ProfiledProcess, ProfiledProcesses } from '@/lib/deepflow/profile';

export type ProcessWish = {
  process: string | null;
  service: string | null;
  on: string | null;
  language: string | null;
  event: string | null;
};

/** `process` null: there is none, for the reason given. */
type ProcessChoice =
  | { process: ProfiledProcess; event: ProfiledEvent; instance: string | null }
  | { process: null; reason: 'none' | 'unknown' | 'unrelated' };

/**
 * The first process that is all that is wished for. Without a wish it is the gateway's, or else an upstream's, never one
 * that the route has nothing to do with. A kind of profile that it has none of is not wished for.
 */
export function chooseProcess({ processes }: ProfiledProcesses, wish: ProcessWish): ProcessChoice {
  if (processes.length === 0) return { process: null, reason: 'none' };
  const isWished = [wish.process, wish.service, wish.on, wish.language].some((part) => part !== null);
  const found = processes.find(
    (one) =>
      (isWished || one.role !== 'other') &&
      fits(wish.process, one.app) &&
      fits(wish.service, one.service) &&
      fits(wish.language, one.language) &&
      (wish.on === null || one.instances.includes(wish.on)),
  );
  const event = found?.events.find(({ type }) => type === wish.event) ?? found?.events[0];
  if (!found || !event) return { process: null, reason: isWished ? 'unknown' : 'unrelated' };
  return { process: found, event, instance: wish.on };
}

function fits(wanted: string | null, is: string): boolean {
  return wanted === null || wanted === is;
}

/** The wish that one process answers, and no other. */
export function wishFor(
  { app, service, language }: ProfiledProcess,
  instance: string | null,
): Omit<ProcessWish, 'event'> {
  return { process: app, service, on: instance, language: language === 'eBPF' ? null : language };
}

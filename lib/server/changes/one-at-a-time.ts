import 'server-only';
import { processWide } from '@/lib/server/process-wide';

const tails = processWide('change-queues', () => new Map<string, Promise<unknown>>());

/** Runs `task` after every earlier one of the same key has ended, whether well or not. */
export async function oneAtATime<T>(key: string, task: () => Promise<T>): Promise<T> {
  const previous = tails.get(key) ?? Promise.resolve();
  const own = previous.then(task, task);
  const tail = own.catch(() => undefined);
  tails.set(key, tail);
  try {
    return await own;
  } finally {
    if (tails.get(key) === tail) tails.delete(key);
  }
}

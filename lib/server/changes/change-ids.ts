import 'server-only';
import { randomBytes } from 'node:crypto';

/** Makes ids that sort by the time of their making: UUIDs of version 7 (RFC 9562), those of one millisecond counted up. */
export function changeIds(now: () => number): () => string {
  let lastMs = 0;
  let count = 0;
  return () => {
    const ms = now();
    if (ms > lastMs) {
      lastMs = ms;
      count = 0;
    } else {
      count += 1;
      // More in one millisecond than 12 bits can count: it borrows from the next.
      if (count > 0xfff) {
        lastMs += 1;
        count = 0;
      }
    }
    const time = lastMs.toString(16).padStart(12, '0');
    const random = randomBytes(8);
    random[0] = ((random[0] ?? 0) & 0x3f) | 0x80;
    const tail = random.toString('hex');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${count.toString(16).padStart(3, '0')}-${tail.slice(0, 4)}-${tail.slice(4)}`;
  };
}

import { expect, it } from 'vitest';
import { emptyL7Row, type L7Row } from '@/sandbox/deepflow/l7-row';
import { RowBuffer } from '@/sandbox/deepflow/row-buffer';

const row = (time: number) => ({ ...emptyL7Row, time });

it('makes one insert of all that came while the storage was busy', async () => {
  const inserts: number[][] = [];
  let finish: (() => void) | null = null;
  const buffer = new RowBuffer<L7Row>((rows) => {
    inserts.push(rows.map(({ time }) => time));
    return new Promise((resolve) => {
      finish = resolve;
    });
  });
  const done: Promise<void>[] = [];
  for (const time of [1, 2, 3]) {
    buffer.add([row(time)]);
    done.push(buffer.flush());
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
  }
  expect(inserts).toEqual([[1]]);
  (finish as (() => void) | null)?.();
  await done[0];
  await expect.poll(() => inserts).toEqual([[1], [2, 3]]);
  (finish as (() => void) | null)?.();
  await Promise.all(done);
});

it('stores a full buffer at once, however long others wait', async () => {
  const stored = await new Promise<number>((resolve) => {
    const buffer = new RowBuffer<number>(async (rows) => resolve(rows.length), 2 ** 30);
    buffer.add([1]);
    buffer.add(Array.from({ length: 5_000 }, (_, at) => at));
  });
  expect(stored).toBe(5_001);
});

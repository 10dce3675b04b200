import { gzipSync, inflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { unpack } from './unpack';

const headBytes = 10;
const tailBytes = 8;

/** As browsers have it: one member, and nothing behind it. Node's own takes several. */
class OneMember extends TransformStream<Uint8Array<ArrayBuffer>, Uint8Array> {
  constructor() {
    const packed: Uint8Array<ArrayBuffer>[] = [];
    super({
      transform: (part) => void packed.push(part),
      async flush(controller) {
        const bytes = new Uint8Array(await new Blob(packed).arrayBuffer());
        const { buffer, engine } = inflateRawSync(bytes.subarray(headBytes), { info: true }) as unknown as {
          buffer: Buffer;
          engine: { bytesWritten: number };
        };
        if (engine.bytesWritten + headBytes + tailBytes !== bytes.length) throw new TypeError('Junk found');
        controller.enqueue(buffer);
      },
    });
  }
}
beforeEach(() => vi.stubGlobal('DecompressionStream', OneMember));
afterEach(() => vi.unstubAllGlobals());

const unpackAll = async (...parts: BlobPart[]) => (await unpack(new Blob(parts), 100, undefined))?.text();
const packed = (text: string) => new Uint8Array(gzipSync(text));
/** What looks like a start within a member that is not packed tighter than it was. */
const likeStart = new Uint8Array(gzipSync(Buffer.from([0x41, 0x1f, 0x8b, 0x08, 0x00, 0x42]), { level: 0 }));

test('files that were packed one by one and put behind each other are one file', async () => {
  expect(await unpackAll(packed('{"a":'), packed(''), packed('1}'))).toBe('{"a":1}');
});

test('a member that has the mark of a start in its data is not cut there', async () => {
  expect(await unpackAll(likeStart, packed('!'))).toBe('A\u001f\ufffd\b\u0000B!');
});

test('what is no gzip behind a member, and a last one that is cut, is refused for the reason that the browser has for it', async () => {
  await expect(unpackAll(packed('{}'), 'junk')).rejects.toThrow('Junk found');
  await expect(unpackAll(packed('{}'), packed('{}').slice(0, -9))).rejects.toThrow('unexpected end of file');
  await expect(unpackAll(packed('{}').slice(0, -9))).rejects.toThrow('unexpected end of file');
});

test('together they may hold no more than one file may', async () => {
  expect(await unpackAll(packed('x'.repeat(60)), packed('x'.repeat(60)))).toBeUndefined();
});

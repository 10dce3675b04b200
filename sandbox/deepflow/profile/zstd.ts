import { decompress } from 'fzstd';

/** Magic number, then a header that says: one segment, its size in four bytes, no checksum, no dictionary (RFC 8878). */
const frameStart = [0x28, 0xb5, 0x2f, 0xfd, 0b1010_0000];
const largestBlock = 128 * 1024;

/**
 * A zstd frame of a text, in blocks that are stored as they are: Node 20 has no zstd, any reader of zstd takes the
 * frame, and a stack is too short to gain much.
 */
export function zstdFrame(text: string): Buffer {
  const content = Buffer.from(text, 'utf8');
  const size = Buffer.alloc(4);
  size.writeUInt32LE(content.length);
  const parts: Buffer[] = [Buffer.from(frameStart), size];
  for (let start = 0; start === 0 || start < content.length; start += largestBlock) {
    const block = content.subarray(start, start + largestBlock);
    const isLast = start + largestBlock >= content.length;
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | (isLast ? 1 : 0), 0, 3);
    parts.push(header, block);
  }
  return Buffer.concat(parts);
}

/** The text of a zstd frame; '' for what is none, as the querier drops the error (profile/service/profile.go). */
export function unzstd(frame: Uint8Array): string {
  try {
    return Buffer.from(decompress(frame)).toString('utf8');
  } catch {
    return '';
  }
}

/** A body that is not in snappy's block format. */
export class SnappyError extends Error {
  constructor() {
    super('snappy: corrupt input');
    this.name = 'SnappyError';
  }
}

/** Bodies that claim to be larger than this once unpacked are refused before memory is taken. */
const largestOutput = 256 * 1024 * 1024;

const tags = { literal: 0, copy1: 1, copy2: 2 } as const;

/** Unpacks snappy's block format. @throws SnappyError for anything that is not exactly one whole block. */
export function unsnappy(input: Uint8Array): Uint8Array {
  const reader = new Reader(input);
  const length = reader.varint();
  if (length > largestOutput) {
    throw new SnappyError();
  }
  const output = new Uint8Array(length);
  let written = 0;
  while (!reader.ended) {
    const tag = reader.number(1);
    const kind = tag & 3;
    if (kind === tags.literal) {
      const short = tag >>> 2;
      const size = (short < 60 ? short : reader.number(short - 59)) + 1;
      output.set(reader.bytes(size, output.length - written), written);
      written += size;
      continue;
    }
    const size = kind === tags.copy1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
    const offset =
      kind === tags.copy1 ? ((tag >>> 5) << 8) | reader.number(1) : reader.number(kind === tags.copy2 ? 2 : 4);
    if (offset === 0 || offset > written || size > output.length - written) {
      throw new SnappyError();
    }
    // Byte by byte: a copy may read what it has just written.
    for (const end = written + size; written < end; written += 1) {
      output[written] = output[written - offset] ?? 0;
    }
  }
  if (written !== output.length) {
    throw new SnappyError();
  }
  return output;
}

class Reader {
  readonly #input: Uint8Array;
  #position = 0;

  constructor(input: Uint8Array) {
    this.#input = input;
  }

  get ended(): boolean {
    return this.#position >= this.#input.length;
  }

  /** A little-endian number of 1 to 4 bytes. */
  number(size: number): number {
    const bytes = this.bytes(size, size);
    return bytes.reduceRight((sum, byte) => sum * 256 + byte, 0);
  }

  varint(): number {
    let value = 0;
    for (let index = 0; index < 5; index += 1) {
      const byte = this.number(1);
      value += (byte & 127) * 2 ** (7 * index);
      if (byte < 128) {
        return value;
      }
    }
    throw new SnappyError();
  }

  bytes(size: number, room: number): Uint8Array {
    const end = this.#position + size;
    if (end > this.#input.length || size > room) {
      throw new SnappyError();
    }
    const found = this.#input.subarray(this.#position, end);
    this.#position = end;
    return found;
  }
}

/** Packs into snappy's block format: repeats of four bytes and more within reach become copies. */
export function snappy(input: Uint8Array): Uint8Array<ArrayBuffer> {
  const output: number[] = [];
  let length = input.length;
  while (length > 127) {
    output.push((length & 127) | 128);
    length = Math.floor(length / 128);
  }
  output.push(length);
  const seen = new Map<number, number>();
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  let literalStart = 0;
  let position = 0;
  while (position + 4 <= input.length) {
    const word = view.getUint32(position, true);
    const candidate = seen.get(word);
    seen.set(word, position);
    if (candidate === undefined || position - candidate > 0xffff) {
      position += 1;
      continue;
    }
    let size = 4;
    while (size < 64 && position + size < input.length && input[candidate + size] === input[position + size]) {
      size += 1;
    }
    pushLiteral(output, input.subarray(literalStart, position));
    const offset = position - candidate;
    output.push(((size - 1) << 2) | tags.copy2, offset & 255, offset >>> 8);
    position += size;
    literalStart = position;
  }
  pushLiteral(output, input.subarray(literalStart));
  return Uint8Array.from(output);
}

function pushLiteral(output: number[], bytes: Uint8Array): void {
  for (let start = 0; start < bytes.length; start += 0x10000) {
    const part = bytes.subarray(start, start + 0x10000);
    const size = part.length - 1;
    if (size < 60) {
      output.push(size << 2);
    } else {
      output.push(61 << 2, size & 255, size >>> 8);
    }
    for (const byte of part) {
      output.push(byte);
    }
  }
}

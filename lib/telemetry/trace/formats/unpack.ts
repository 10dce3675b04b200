/**
 * What a gzip file holds, at most `most` bytes of it: null where it holds more. Files that were packed one by one and put
 * behind each other are one file, as gzip has it; browsers unpack the first of them and refuse the rest.
 */
export async function unpack(file: Blob, most: number, signal: AbortSignal | undefined): Promise<Blob | null> {
  try {
    return await unpackOne(file, most, signal);
  } catch (error) {
    signal?.throwIfAborted();
    return await unpackSeveral(file, most, signal, error);
  }
}

/** A small file may unpack to one that fills the memory: it is counted as it comes. */
async function unpackOne(file: Blob, most: number, signal: AbortSignal | undefined): Promise<Blob | null> {
  const parts: BlobPart[] = [];
  let bytes = 0;
  const reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.byteLength;
    if (bytes > most || signal?.aborted) {
      await reader.cancel();
      signal?.throwIfAborted();
      return null;
    }
    parts.push(part.value);
  }
  return new Blob(parts);
}

/** Throws what the last of them was refused for; `problem`, for which the file as one was, where there is but one. */
async function unpackSeveral(file: Blob, most: number, signal: AbortSignal | undefined, problem: unknown) {
  const starts = memberStarts(new Uint8Array(await file.arrayBuffer()));
  if (starts.length === 0) throw problem;
  const parts: Blob[] = [];
  let refused = problem;
  let left = most;
  let from = 0;
  for (const until of [...starts, file.size]) {
    // Packed data may look like a start: what ends there is not whole then, and goes on to the next.
    const part = await unpackOne(file.slice(from, until), left, signal).catch((error) => {
      if (parts.length > 0) refused = error;
    });
    signal?.throwIfAborted();
    if (part === undefined) continue;
    if (part === null) return null;
    parts.push(part);
    left -= part.size;
    from = until;
  }
  if (from !== file.size) throw refused;
  return new Blob(parts);
}

/** Where another member may begin behind the first: its mark, `deflate`, and flags of which three are never set. */
function memberStarts(bytes: Uint8Array): number[] {
  const starts: number[] = [];
  for (let at = bytes.indexOf(0x1f, 1); at >= 0; at = bytes.indexOf(0x1f, at + 1))
    if (bytes[at + 1] === 0x8b && bytes[at + 2] === 8 && ((bytes[at + 3] ?? 0xff) & 0xe0) === 0) starts.push(at);
  return starts;
}

import { fileProblem, mostFileBytes } from './file-problem';

/** The text of a file, unpacked where it is gzip. */
export async function readText(file: Blob, signal?: AbortSignal): Promise<string> {
  if (file.size === 0) throw fileProblem('empty', 'It has 0 bytes.');
  if (file.size > mostFileBytes) throw tooLarge(`It has ${file.size} bytes`);
  try {
    const text = await readBytes(file, signal);
    signal?.throwIfAborted();
    return text;
  } catch (error) {
    if (signal?.aborted || isOurs(error)) throw error;
    throw fileProblem('unreadable', error instanceof Error ? error.message : String(error));
  }
}

function isOurs(error: unknown): boolean {
  return error instanceof Error && error.name === 'ProblemError';
}

function tooLarge(what: string) {
  return fileProblem('too_large', `${what}; at most ${mostFileBytes} can be read.`);
}

async function readBytes(file: Blob, signal: AbortSignal | undefined): Promise<string> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (first === 0x1f && second === 0x8b) return unpack(file, signal);
  // What older PowerShells write to a file that a command's answer is sent to; anything else is UTF-8.
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(await file.arrayBuffer());
  return file.text();
}

/** A small file may unpack to one that fills the memory: it is counted as it comes. */
async function unpack(file: Blob, signal: AbortSignal | undefined): Promise<string> {
  const parts: BlobPart[] = [];
  let bytes = 0;
  const reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.byteLength;
    if (bytes > mostFileBytes || signal?.aborted) {
      await reader.cancel();
      signal?.throwIfAborted();
      throw tooLarge('Unpacked it has more bytes than that');
    }
    parts.push(part.value);
  }
  if (bytes === 0) throw fileProblem('empty', 'Unpacked it has 0 bytes.');
  return new Blob(parts).text();
}

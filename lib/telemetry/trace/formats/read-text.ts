import { fileProblem, mostFileBytes } from './file-problem';
import { unpack } from './unpack';

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

/** A file up to this size is read at once: to look at its beginning first would take as long again. */
const smallBytes = 4_000_000;

async function readBytes(file: Blob, signal: AbortSignal | undefined): Promise<string> {
  const isSmall = file.size <= smallBytes;
  const bytes = await (isSmall ? file : file.slice(0, 2)).arrayBuffer();
  const [first, second] = new Uint8Array(bytes);
  if (first === 0x1f && second === 0x8b) return (await unpacked(file, signal)).text();
  // What older PowerShells write to a file that a command's answer is sent to; anything else is UTF-8.
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(await file.arrayBuffer());
  // The text of a large file is kept outside of the heap that the collector goes through only where the browser makes it.
  return isSmall ? new TextDecoder().decode(bytes) : file.text();
}

async function unpacked(file: Blob, signal: AbortSignal | undefined): Promise<Blob> {
  const content = await unpack(file, mostFileBytes, signal);
  if (content === null) throw tooLarge('Unpacked it has more bytes than that');
  if (content.size === 0) throw fileProblem('empty', 'Unpacked it has 0 bytes.');
  return content;
}

import { ProblemError } from '@/lib/http/problem';

/** Why a file could not be opened as a trace; the page has words and a way out for each. */
export const fileFaults = [
  /** Not JSON at all. */
  'not_json',
  /** JSON, but none of the kinds of trace files that are known. */
  'other_kind',
  /** Nothing in it. */
  'empty',
  /** A trace file in which there is no span. */
  'no_spans',
  /** More than can be read into one page. */
  'too_large',
  /** The right kind, with a value that is not what it must be. */
  'bad_field',
  /** The browser could not read it. */
  'unreadable',
] as const;
export type FileFault = (typeof fileFaults)[number];

/** What a file may hold at most, unpacked: browsers refuse longer texts. */
export const mostFileBytes = 512_000_000;

const typePrefix = 'urn:routelens:trace-file:';

const titles: Record<FileFault, string> = {
  not_json: 'The file is not JSON',
  other_kind: 'The file holds no trace of a known kind',
  empty: 'The file is empty',
  no_spans: 'The file has no spans',
  too_large: 'The file is too large',
  bad_field: 'A field of the file has a value that does not fit',
  unreadable: 'The file could not be read',
};

export function fileProblem(fault: FileFault, detail: string, field?: string): ProblemError {
  return new ProblemError({
    type: typePrefix + fault,
    title: titles[fault],
    status: 422,
    code: 'invalid_input',
    detail,
    field,
  });
}

/** What was wrong with a file, from the problem that it was refused with; null for any other problem. */
export function fileFaultOf({ type }: { type: string }): FileFault | null {
  return fileFaults.find((fault) => type === typePrefix + fault) ?? null;
}

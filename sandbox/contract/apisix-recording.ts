import { readFileSync } from 'node:fs';

/** One line of the recordings: a request, and the answer of a real APISIX 3.18.0 if it was kept. */
export type Exchange = {
  name: string;
  target: 'admin' | 'control' | 'proxy';
  request: {
    method: string;
    path: string;
    auth: string;
    headers: Record<string, string>;
    /** An object is sent as JSON, a string as it is. */
    body: unknown;
  };
  response?: RecordedResponse;
};

export type RecordedResponse = {
  /** `mixed`: many requests were sent at once and got different answers. */
  status: number | 'mixed';
  headers?: Record<string, string>;
  body: unknown;
};

export function readRecording(file: string): Exchange[] {
  const text = readFileSync(new URL(`./recordings/apisix/${file}`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Exchange);
}

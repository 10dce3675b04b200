import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fileFaultOf } from './file-problem';
import { readTraceFile, readTraceText } from './read-file';
import { otlp, otlpSpan } from './testing-otlp';

const file = { name: 'trace.json' };

describe('a file that cannot be read says why, and where', () => {
  const badName = otlp([otlpSpan(), otlpSpan({ name: 7 })]);
  test('what is wrong in one line of several is said with the line, and bytes that are no text are not printed', () => {
    const detailOf = (text: string) => {
      try {
        readTraceText(text, file);
      } catch (error) {
        return (error as { problem: { detail?: string } }).problem.detail;
      }
      return undefined;
    };
    const good = JSON.stringify(otlp([otlpSpan()]));
    expect(detailOf(`${good}\n${good}\n{"a":"b`)).toMatch(/^Line 3: (?!.*line 1)/);
    expect(detailOf('\ufffdPNG\r\n\u001a\n')).toMatch(/·PNG/);
    expect(detailOf('\ufffdPNG\r\n\u001a\n')).not.toMatch(/[\p{Cc}\ufffd]/u);
  });

  test.each([
    ['', 'empty', undefined],
    ['  \n ', 'empty', undefined],
    ['<html>', 'not_json', 'file'],
    ['{"a":1', 'not_json', 'file'],
    [`${JSON.stringify(otlp([otlpSpan()]))}\n{"a":`, 'not_json', 'line 2'],
    ['17', 'other_kind', undefined],
    ['{"a":1} and more', 'not_json', 'file'],
    ['{"a":1}}{', 'not_json', 'document 2'],
    ['{"a":1}{"b":"\\', 'not_json', 'file'],
    ['{"a":1}{"b":}', 'not_json', 'document 2'],
    [
      `${JSON.stringify(otlp([otlpSpan()]))}\n${JSON.stringify(badName)}`,
      'bad_field',
      'document 2: resourceSpans[0].scopeSpans[0].spans[1].name',
    ],
    // What would open as a part of what the file was meant to hold.
    ['{"callId":"1","spans":[{"id":"x"}]}{"callId":"2","spans":[{"id":"y"}]}', 'bad_field', 'document 1'],
    [`${JSON.stringify(otlp([otlpSpan()]))}\n{"callId":"1","spans":[{"id":"x"}]}`, 'bad_field', 'document 2'],
    [`{"result":${JSON.stringify(otlp([otlpSpan()]))}}{"error":{"grpcCode":5}}`, 'bad_field', 'document 2'],
    [`${JSON.stringify(otlp([otlpSpan()]))}\n17`, 'bad_field', 'document 2'],
    [`[${JSON.stringify(otlp([otlpSpan()]))},{"error":{"grpcCode":5}}]`, 'bad_field', '[1]'],
    ['{"resourceMetrics":[]}{"resourceLogs":[]}', 'other_kind', undefined],
    ['{"resourceMetrics":[]}', 'other_kind', undefined],
    ['[]', 'other_kind', undefined],
    ['{"resourceSpans":[]}', 'no_spans', undefined],
    ['{"data":[]}', 'no_spans', undefined],
    ['{"callId":"1","spans":[]}', 'no_spans', undefined],
    ['{"resourceSpans":{}}', 'bad_field', 'resourceSpans'],
    [JSON.stringify(badName), 'bad_field', 'resourceSpans[0].scopeSpans[0].spans[1].name'],
    ['{"data":[{"traceID":"a","spans":[{"spanID":1}]}]}', 'bad_field', 'data[0].spans[0].spanID'],
    ['{"callId":"1","spans":[{"id":"x","startUs":1,"endUs":2,"kind":"Q"}]}', 'bad_field', 'spans[0].kind'],
  ])('%s', async (text, fault, field) => {
    const failure = await readTraceFile({ kind: 'file', file: new Blob([text]), ...file }).catch((error) => error);
    expect(failure.name).toBe('ProblemError');
    expect(fileFaultOf(failure.problem)).toBe(fault);
    expect(failure.problem.field).toBe(field);
    expect(failure.problem.detail).toBeTruthy();
  });

  test('a file that was cut within a long text of escaped quotes is looked through once', () => {
    const text = `{\n"b":"${'\\"'.repeat(5_000_000)}`;
    expect(() => readTraceText(text, file)).toThrow(expect.objectContaining({ name: 'ProblemError' }));
  });

  test('what is larger than a text can be is refused by its size alone', async () => {
    const large = Object.assign(new Blob(['x']), {});
    Object.defineProperty(large, 'size', { value: 600_000_000 });
    await expect(readTraceFile({ kind: 'file', file: large, ...file })).rejects.toMatchObject({
      problem: { type: 'urn:routelens:trace-file:too_large' },
    });
  });

  test('a broken archive', async () => {
    const broken = new Blob([gzipSync('{}').subarray(0, 12)]);
    await expect(readTraceFile({ kind: 'file', file: broken, ...file })).rejects.toMatchObject({
      problem: { type: 'urn:routelens:trace-file:unreadable' },
    });
  });
});

import { expect, test } from 'vitest';
import { toTraceRow } from './trace-row';

const row = {
  id: '7',
  source: 3,
  point: 's-p',
  point_name: '',
  attribute: '',
  method: 'GET',
  path: '/a',
  endpoint_name: '',
  code: 200,
  outcome: 0,
  flow: '0',
  start_us: 2000,
  end_us: 3000,
  duration_us: 1000,
  nic: '',
  protocol_name: 'HTTP',
  span: '',
  parent_span: '',
  syscall: '0',
  syscall_answer: '0',
  seq: 0,
  seq_answer: 0,
  x_asked: '',
  x_answered: '',
  app: '',
  traces: '',
};

test('a row that ends before it starts is drawn with no length and says so', () => {
  expect(toTraceRow(row).faults).toEqual([]);
  expect(toTraceRow({ ...row, end_us: 1000 })).toMatchObject({
    startUs: 2000,
    endUs: 2000,
    faults: ['negative_duration'],
  });
});

import type { ValueType } from '@/sandbox/deepflow/promql/ast';

/** `optional` arguments at the end may be left out; `repeats` lets the last come any number of times. */
export type Signature = { args: readonly ValueType[]; optional?: number; repeats?: true; returns: ValueType };

const overVector: Signature = { args: ['vector'], returns: 'vector' };
const overMatrix: Signature = { args: ['matrix'], returns: 'vector' };
const ofTime: Signature = { args: ['vector'], optional: 1, returns: 'vector' };

const ofEach = (names: string, signature: Signature) => names.split(' ').map((name) => [name, signature] as const);

/** The functions that can be evaluated, with the types of their arguments (promql/parser/functions.go). */
export const signatures: ReadonlyMap<string, Signature> = new Map<string, Signature>([
  ...ofEach('abs ceil floor exp ln log2 log10 sqrt sgn deg rad absent scalar sort sort_desc timestamp', overVector),
  ...ofEach('sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh', overVector),
  ...ofEach('rate irate increase delta idelta changes resets deriv', overMatrix),
  ...ofEach('avg_over_time sum_over_time min_over_time max_over_time count_over_time last_over_time', overMatrix),
  ...ofEach('present_over_time absent_over_time stddev_over_time stdvar_over_time', overMatrix),
  ...ofEach('minute hour day_of_week day_of_month day_of_year days_in_month month year', ofTime),
  ['scalar', { args: ['vector'], returns: 'scalar' }],
  ['time', { args: [], returns: 'scalar' }],
  ['pi', { args: [], returns: 'scalar' }],
  ['vector', { args: ['scalar'], returns: 'vector' }],
  ['round', { args: ['vector', 'scalar'], optional: 1, returns: 'vector' }],
  ['clamp', { args: ['vector', 'scalar', 'scalar'], returns: 'vector' }],
  ['clamp_min', { args: ['vector', 'scalar'], returns: 'vector' }],
  ['clamp_max', { args: ['vector', 'scalar'], returns: 'vector' }],
  ['predict_linear', { args: ['matrix', 'scalar'], returns: 'vector' }],
  ['quantile_over_time', { args: ['scalar', 'matrix'], returns: 'vector' }],
  ['histogram_quantile', { args: ['scalar', 'vector'], returns: 'vector' }],
  ['label_replace', { args: ['vector', 'string', 'string', 'string', 'string'], returns: 'vector' }],
  ['label_join', { args: ['vector', 'string', 'string', 'string'], optional: 1, repeats: true, returns: 'vector' }],
]);

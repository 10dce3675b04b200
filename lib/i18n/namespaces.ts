/** One file of messages each, named after the part of the screen that it words. */
export const namespaces = [
  'common',
  'shell',
  'routes',
  'plugins',
  'status',
  'problems',
  'traces',
  'traceFile',
  'metrics',
  'logs',
  'time',
  'spans',
  'distribution',
  'timeline',
  'instrumentation',
] as const;

import { sampleExpressions } from '@/lib/server/prometheus/promql';

/** Prints every PromQL expression that the console can send, with sample values, one JSON a line. */
for (const expression of sampleExpressions()) console.log(JSON.stringify(expression));

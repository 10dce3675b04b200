/**
 * Recorded statements and samples whose answer differs here, by reason; a name is the statement's text or the sample's
 * file. One that passes after all fails the run.
 */
export const differences: readonly { reason: string; names: readonly string[] }[] = [
  {
    reason: 'asks for Percentile(x, 95): ClickHouse takes levels of 0 to 1 alone, so the sample was never an answer',
    names: ['query_red_by_route.json'],
  },
];

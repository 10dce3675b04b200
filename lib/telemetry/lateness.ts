/**
 * How long after its end something is surely in DeepFlow, seconds. Its ingester writes flow logs and sums of seconds
 * every 10 s (deepflow server/ingester, `FlushTimeout: 10` of flow_log and flow_metrics), and agents send what they saw
 * within a few more; a sum of a minute is closed and sent after the minute.
 */
export const lateS = { calls: 15, '1s': 15, '1m': 90 } as const;

/** Epoch s up to which DeepFlow has everything at the moment `nowMs`, unless it lags behind its own habits. */
export function completeToS(nowMs: number, of: keyof typeof lateS): number {
  return Math.floor(nowMs / 1000) - lateS[of];
}

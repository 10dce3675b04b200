/** Bounds of an expression that a person writes; the server holds them, the page says them beforehand. */
export const promqlLimits = {
  /** Characters of the expression. */
  query: 4_000,
  /** Points of one series, as Prometheus itself allows (web/api/v1/api.go). */
  points: 11_000,
  /** Series of a range that are answered; fewer where each has very many points. */
  series: 200,
  /** Numbers of all series of a range together. */
  values: 400_000,
  /** Samples of one moment that are answered. */
  samples: 1_000,
  /** Longest step, one day. */
  stepS: 86_400,
} as const;

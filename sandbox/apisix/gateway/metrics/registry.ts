type Labels = readonly string[];
type Sample = { labels: Labels; value: number };
export type MetricType = 'counter' | 'gauge' | 'histogram';

/** One metric in Prometheus's text format. Label values come in the order of the names. */
export class Metric {
  readonly #samples = new Map<string, Sample>();

  constructor(
    readonly name: string,
    readonly help: string,
    readonly type: 'counter' | 'gauge',
    private readonly labelNames: Labels = [],
  ) {}

  add(value: number, labels: Labels = []): void {
    const key = labels.join('\0');
    const sample = this.#samples.get(key);
    if (sample === undefined) this.#samples.set(key, { labels, value });
    else sample.value += value;
  }

  set(value: number, labels: Labels = []): void {
    this.#samples.set(labels.join('\0'), { labels, value });
  }

  /** Nothing at all without a sample, as nginx-lua-prometheus has it. */
  lines(): string[] {
    const samples = [...this.#samples.values()].map(({ labels, value }) =>
      line(this.name, this.labelNames, labels, value),
    );
    return samples.length === 0 ? [] : [...heading(this.name, this.help, this.type), ...samples.sort()];
  }
}

/** A histogram with fixed upper bounds. */
export class Histogram {
  readonly #series = new Map<string, { labels: Labels; counts: number[]; count: number; sum: number }>();

  constructor(
    readonly name: string,
    readonly help: string,
    private readonly labelNames: Labels,
    private readonly bounds: readonly number[],
  ) {}

  observe(value: number, labels: Labels): void {
    const key = labels.join('\0');
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { labels, counts: this.bounds.map(() => 0), count: 0, sum: 0 };
      this.#series.set(key, series);
    }
    for (const [at, bound] of this.bounds.entries())
      if (value <= bound) series.counts[at] = (series.counts[at] ?? 0) + 1;
    series.count += 1;
    series.sum += value;
  }

  lines(): string[] {
    const series = [...this.#series.values()].sort((a, b) => (a.labels.join('\0') < b.labels.join('\0') ? -1 : 1));
    const withBound = [...this.labelNames, 'le'];
    const bucket = `${this.name}_bucket`;
    return [
      ...heading(this.name, this.help, 'histogram'),
      ...series.flatMap(({ labels, counts, count }) => [
        ...this.bounds.map((bound, at) => line(bucket, withBound, [...labels, String(bound)], counts[at] ?? 0)),
        line(bucket, withBound, [...labels, '+Inf'], count),
      ]),
      ...series.map(({ labels, count }) => line(`${this.name}_count`, this.labelNames, labels, count)),
      ...series.map(({ labels, sum }) => line(`${this.name}_sum`, this.labelNames, labels, sum)),
    ];
  }
}

export function exposition(metrics: readonly (Metric | Histogram)[]): string {
  const sorted = metrics.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return `${sorted.flatMap((metric) => metric.lines()).join('\n')}\n`;
}

function heading(name: string, help: string, type: MetricType): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function line(name: string, labelNames: Labels, labels: Labels, value: number): string {
  if (labelNames.length === 0) return `${name} ${value}`;
  const pairs = labelNames.map((label, at) => `${label}="${escapeLabel(labels[at] ?? '')}"`);
  return `${name}{${pairs.join(',')}} ${value}`;
}

function escapeLabel(value: string): string {
  return value.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`));
}

import type { PrometheusClient } from '@prometheus-io/codemirror-promql';
import type { PromqlLabels, PromqlNames } from '@/lib/prometheus/dto';

/** Reads from the console's API; what cannot be read is not offered, and is said elsewhere on the page. */
export type NameReader = {
  names: () => Promise<PromqlNames>;
  labels: (metric: string) => Promise<PromqlLabels>;
};

/**
 * What the editor's completion asks of a Prometheus, answered by the console. Labels and values are those of one
 * metric: neither DeepFlow nor a large Prometheus lists all of them, and nobody chooses from such a list.
 */
export function completionSource(read: NameReader): PrometheusClient {
  const labelsOf = async (metric: string | undefined) =>
    metric
      ? await read.labels(metric).then(
          ({ labels }) => labels,
          () => [],
        )
      : [];
  const metricNames = () =>
    read.names().then(
      ({ metrics }) => [...metrics],
      () => [],
    );
  return {
    metricNames,
    labelNames: async (metric) => (await labelsOf(metric)).map(({ name }) => name),
    labelValues: async (label, metric) => {
      if (label === '__name__') return metricNames();
      return [...((await labelsOf(metric)).find(({ name }) => name === label)?.values ?? [])];
    },
    // DeepFlow has no descriptions of metrics; completion asks for nothing else.
    metricMetadata: async () => ({}),
    series: async () => [],
    flags: async () => ({}),
  };
}

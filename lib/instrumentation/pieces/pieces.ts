import { stringify } from 'yaml';
import { agentPath } from '@/lib/instrumentation/collector-address';
import { shell } from '@/lib/instrumentation/shell';
import type { Places } from './places';

const pieceNames = ['service_monitor', 'prometheus_agent', 'otel_collector', 'export_address', 'helm_values'] as const;
export type PieceName = (typeof pieceNames)[number];

export type Piece = {
  name: PieceName;
  /** The name of the file. */
  file: string;
  text: string;
  /** How to see that it works, as a command. */
  check: string;
};

/** What the published way has people type by hand, made from the places. Values are quoted by the YAML library. */
export function pieces(places: Places): Piece[] {
  return [
    serviceMonitor(places),
    prometheusAgent(places),
    otelCollector(places),
    exportAddress(places),
    helmValues(places),
  ];
}

function print(...documents: unknown[]): string {
  return documents.map((document) => stringify(document, { lineWidth: 0 })).join('---\n');
}

/** Where Prometheus writes to: the agent takes samples at this path alone. */
function remoteWriteUrl({ agentHost }: Places): string {
  return `http://${agentHost}/api/v1/prometheus`;
}

/**
 * The Service is the chart's own (templates/service-metrics.yaml): it is there when `apisix.prometheus.enabled` is true.
 * Without the chart, label one of your own likewise.
 */
function serviceMonitor({ namespace, release, metricsPath }: Places): Piece {
  const text = print({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name: release, namespace },
    spec: {
      namespaceSelector: { matchNames: [namespace] },
      selector: { matchLabels: { 'app.kubernetes.io/service': 'apisix-prometheus-metrics' } },
      endpoints: [{ port: 'prometheus', scheme: 'http', path: metricsPath, interval: '15s' }],
    },
  });
  const selector = 'app.kubernetes.io/service=apisix-prometheus-metrics';
  return {
    name: 'service_monitor',
    file: 'apisix-servicemonitor.yaml',
    text,
    check: `kubectl -n ${shell(namespace)} get endpointslices -l ${shell(selector)}`,
  };
}

/** Agent mode keeps nothing: it scrapes and passes on, to DeepFlow here. */
function prometheusAgent(places: Places): Piece {
  const { release, metricsHost, metricsPort, metricsPath } = places;
  return {
    name: 'prometheus_agent',
    file: 'prometheus.yml',
    text: print({
      global: { scrape_interval: '15s' },
      scrape_configs: [
        {
          job_name: release,
          metrics_path: metricsPath,
          static_configs: [{ targets: [`${metricsHost}:${metricsPort}`] }],
        },
      ],
      remote_write: [{ url: remoteWriteUrl(places) }],
    }),
    check: `prometheus --agent --config.file=prometheus.yml\ncurl -s ${shell('http://127.0.0.1:9090/metrics')} | grep prometheus_remote_storage_samples_failed_total`,
  };
}

/**
 * `traces_endpoint` is used as it is; `endpoint` would get `/v1/traces` behind it, which the agent answers with 404.
 * Also for gateways whose address cannot end in `?`.
 */
function otelCollector({ agentHost }: Places): Piece {
  return {
    name: 'otel_collector',
    file: 'otel-collector.yaml',
    text: print({
      receivers: { otlp: { protocols: { http: { endpoint: '0.0.0.0:4318' } } } },
      processors: { batch: {} },
      exporters: { otlphttp: { traces_endpoint: `http://${agentHost}${agentPath}` } },
      service: { pipelines: { traces: { receivers: ['otlp'], processors: ['batch'], exporters: ['otlphttp'] } } },
    }),
    check: `otelcol --config otel-collector.yaml\ncurl -s http://127.0.0.1:8888/metrics | grep otelcol_exporter_send_failed_spans`,
  };
}

/** The export listens on 127.0.0.1 by default, which nobody else reaches. */
function exportAddress({ metricsPort, metricsPath, namespace, release }: Places): Piece {
  return {
    name: 'export_address',
    file: 'export-address.yaml',
    text: print({ plugin_attr: { prometheus: { export_addr: { ip: '0.0.0.0', port: metricsPort } } } }),
    check: `kubectl -n ${shell(namespace)} port-forward ${shell(`deployment/${release}`)} ${metricsPort} &\ncurl -s ${shell(`http://127.0.0.1:${metricsPort}${metricsPath}`)} | head`,
  };
}

/** The same for a gateway of the chart, which makes the Service too, and the ServiceMonitor if it is asked to. */
function helmValues({ namespace, release, metricsPort, metricsPath }: Places): Piece {
  return {
    name: 'helm_values',
    file: 'apisix-metrics-values.yaml',
    text: print({
      apisix: { prometheus: { enabled: true, path: metricsPath, containerPort: metricsPort } },
      metrics: { serviceMonitor: { enabled: true, namespace } },
    }),
    check: `helm upgrade ${shell(release)} apisix/apisix -n ${shell(namespace)} --reuse-values -f apisix-metrics-values.yaml\nkubectl -n ${shell(namespace)} get servicemonitor,service -l app.kubernetes.io/instance=${shell(release)}`,
  };
}

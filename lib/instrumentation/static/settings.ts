import type { ExtraLabel, LabelledMetric } from '@/lib/instrumentation/metrics';
import type { StaticKind } from './layout';

/** What APISIX 3.18.0 takes where its config.yaml says nothing (apisix/cli/config.lua). */
export const exportDefaults = {
  exportUri: '/apisix/prometheus/metrics',
  exportIp: '127.0.0.1',
  exportPort: 9091,
  metricPrefix: 'apisix_',
} as const;

/** What the console reads and sets of a gateway's static configuration. Null: not written in this text. */
export type StaticSettings = {
  /** The plugins list; null: the gateway takes its own default list. */
  plugins: string[] | null;
  exportUri: string | null;
  exportIp: string | null;
  exportPort: number | null;
  metricPrefix: string | null;
  /** The Helm chart's switch of the export; null for a config.yaml. */
  chartExport: boolean | null;
  extraLabels: Record<LabelledMetric, ExtraLabel[]>;
  /** Seconds after which a series that gets no samples is dropped; 0: never. */
  expire: Record<LabelledMetric, number | null>;
};

export type StaticReading = {
  kind: StaticKind;
  settings: StaticSettings;
  /** Plugins that a Helm chart adds by itself to the list. */
  addedByChart: string[];
  /** Parts of the text that have another form than APISIX takes, by their paths. They are left alone. */
  oddities: string[];
};

/** What to set; what is not named stays. */
export type StaticWish = Partial<Omit<StaticSettings, 'plugins' | 'extraLabels' | 'expire'>> & {
  plugins?: string[] | null;
  extraLabels?: Partial<Record<LabelledMetric, ExtraLabel[]>>;
  expire?: Partial<Record<LabelledMetric, number | null>>;
};

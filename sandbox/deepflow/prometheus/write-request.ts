import protobuf from 'protobufjs';
import { snappy, unsnappy } from '@/sandbox/deepflow/prometheus/snappy';

/** The messages of Prometheus' remote write 1.0 that carry samples; metadata and exemplars are skipped. */
const root = protobuf.Root.fromJSON({
  nested: {
    Label: { fields: { name: { type: 'string', id: 1 }, value: { type: 'string', id: 2 } } },
    Sample: { fields: { value: { type: 'double', id: 1 }, timestamp: { type: 'int64', id: 2 } } },
    TimeSeries: {
      fields: {
        labels: { rule: 'repeated', type: 'Label', id: 1 },
        samples: { rule: 'repeated', type: 'Sample', id: 2 },
      },
    },
    WriteRequest: { fields: { timeseries: { rule: 'repeated', type: 'TimeSeries', id: 1 } } },
  },
});

const message = root.lookupType('WriteRequest');

export type WrittenSample = { value: number; timestampMs: number };

/** Labels as they came, the metric's name among them. */
export type WrittenSeries = { labels: { name: string; value: string }[]; samples: WrittenSample[] };

/** Packs series into the body of a remote write; labels are put in the order that receivers require. */
export function encodeWrite(series: readonly WrittenSeries[]): Uint8Array<ArrayBuffer> {
  const timeseries = series.map(({ labels, samples }) => ({
    labels: [...labels].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    samples: samples.map(({ value, timestampMs }) => ({ value, timestamp: timestampMs })),
  }));
  return snappy(message.encode(message.fromObject({ timeseries })).finish());
}

/** @throws SnappyError or protobufjs' own error for a body that is none. */
export function decodeWrite(body: Uint8Array): WrittenSeries[] {
  // The descriptor has these fields with these types, which the library cannot know.
  const decoded = message.toObject(message.decode(unsnappy(body)), { longs: Number, defaults: true, arrays: true }) as {
    timeseries: { labels: { name: string; value: string }[]; samples: { value: number; timestamp: number }[] }[];
  };
  return decoded.timeseries.map(({ labels, samples }) => ({
    labels: labels.map(({ name, value }) => ({ name, value })),
    samples: samples.map(({ value, timestamp }) => ({ value, timestampMs: timestamp })),
  }));
}

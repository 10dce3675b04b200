/** One span of deepflow-app's answer, numbers already whole and ids already text (`lib/server/deepflow/tracing.ts`). */
export type WireSpan = {
  id: string;
  /** `-1`: a root. */
  parentId: string;
  rowIds: readonly string[];
  signalSource: number;
  point: string;
  pointName: string;
  /** Where the service drew it; `shiftUs` before that it was recorded. The end may lie before the start. */
  startUs: number;
  endUs: number;
  shiftUs: number;
  durationUs: number;
  protocol: string;
  protocolName: string;
  endpoint: string;
  requestType: string;
  requestResource: string;
  responseStatus: number | null;
  responseCode: number | null;
  traceId: string;
  spanId: string;
  parentSpanId: string;
  /** JSON text of an object. */
  attribute: string | null;
  serviceUid: string | null;
  serviceName: string | null;
  autoService: string;
  appService: string;
  autoInstance: string;
  /** The agent that saw it. */
  agentId: string;
  /** Where its packets were captured: the node's name, or the pod's. */
  nicOwner: string;
  nic: string;
  /** The connection; `'0'` or empty: none. */
  flowId: string;
  isAsync: boolean;
  linkedBy: string | null;
  /** Everything else worth showing, by the name DeepFlow gives it. */
  more: readonly (readonly [name: string, value: string])[];
};

export type WireTrace = {
  spans: readonly WireSpan[];
  /** µs added to a host's clock, by agent. */
  clockCorrection: ReadonlyMap<string, number>;
};

/** One object of the Admin API: `routes`, `services`… with its id and what is PUT there. */
export type GatewayObject = { kind: string; id: string; body: Record<string, unknown> };

export const object = (kind: string, id: string, body: Record<string, unknown>): GatewayObject => ({ kind, id, body });

/** An opentelemetry configuration that traces a share of the requests. */
export const share = (fraction: number) => ({ sampler: { name: 'trace_id_ratio', options: { fraction } } });

/** A statement that the querier refuses: what it answers with (HTTP status and OPT_STATUS). */
export class QueryError extends Error {
  readonly status: number;
  readonly optStatus: string;

  constructor(description: string, optStatus = 'FAIL', status = 500) {
    super(description);
    this.name = 'QueryError';
    this.status = status;
    this.optStatus = optStatus;
  }
}

/** A resource that the controller does not know, such as a Prometheus metric: answered with 400. */
export function resourceNotFound(description: string): QueryError {
  return new QueryError(description, 'RESOURCE_NOT_FOUND', 400);
}

/**
 * A statement on which the real querier panics. Its recovery handler writes a 400 with the panic's text and then a second
 * JSON document, the panic value itself: `{}` for a Go error, a JSON string for a text (server/querier/querier.go).
 */
export class EnginePanic extends Error {
  readonly trailer: string;

  constructor(description: string, trailer = '{}') {
    super(description);
    this.name = 'EnginePanic';
    this.trailer = trailer;
  }
}

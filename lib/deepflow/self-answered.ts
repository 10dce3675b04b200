/**
 * Whether the gateway ended a request without its upstream, by APISIX's own word for it (`get_response_source` of
 * apisix/core/response.lua): `apisix` when a plugin or the core did, `nginx` for what came of trying an upstream. Not taken
 * for the core's 502, which can be what is left of tries that failed, nor for success: a plugin that calls a function
 * elsewhere ends the request with what it got.
 */
export function isSelfAnswered(status: number | null, responseSource: string | undefined): boolean {
  if (status === 502 || status === 504 || (status !== null && status < 300)) return false;
  return responseSource === 'apisix';
}

/** The attribute of the gateway's span that says so. */
export const responseSourceAttribute = 'apisix.response_source';

import type { WireRequest } from '@/sandbox/deepflow/otlp/wire';
import { exportRequest, exportResponse } from '@/sandbox/otlp-messages';

/** The message as a plain object in the field names of OTLP/JSON; 64-bit numbers as digits, bytes as they are. */
export function decodeExportRequest(body: Uint8Array): WireRequest {
  // The descriptor has these fields with these types, which the library cannot know.
  return exportRequest.toObject(exportRequest.decode(body), { longs: String }) as WireRequest;
}

/** The answer to an export request; without a partial success it is an empty message. */
export function encodeExportResponse(partialSuccess: { rejectedSpans?: string; errorMessage?: string }): Uint8Array {
  const message = partialSuccess.rejectedSpans === undefined ? {} : { partialSuccess };
  return exportResponse.encode(exportResponse.fromObject(message)).finish();
}

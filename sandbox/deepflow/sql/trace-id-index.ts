/** The number that DeepFlow stores beside a trace id to find it fast: DJB hash from 17 over the id's bytes, 64 bits wide. */
export function traceIdIndex(traceId: string): bigint {
  let hash = 17n;
  for (const byte of Buffer.from(traceId)) {
    hash = BigInt.asUintN(64, hash * 33n + BigInt(byte));
  }
  return hash;
}

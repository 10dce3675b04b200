import type { Call, CallDetail } from '@/lib/deepflow/dto';

export type FieldGroups = CallDetail['groups'];

/** The fields that have the text in name or value; groups left without any are dropped. */
export function searchFields(groups: FieldGroups, text: string): FieldGroups {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return groups.filter((group) => group.fields.length > 0);
  return groups
    .map((group) => ({
      ...group,
      fields: group.fields.filter(
        ({ name, value }) => name.toLowerCase().includes(wanted) || value.toLowerCase().includes(wanted),
      ),
    }))
    .filter((group) => group.fields.length > 0);
}

/** A call as one line of an access log: time in UTC, then the request, status, µs, bytes, client and trace. */
export function toLogLine(call: Call): string {
  const orDash = (value: string | number | null) => (value === null || value === '' ? '-' : String(value));
  return [
    new Date(Math.floor(call.startUs / 1000)).toISOString(),
    orDash(call.client),
    `"${call.method} ${call.host}${call.path}"`,
    orDash(call.status),
    call.outcome,
    `duration_us=${orDash(call.durationUs)}`,
    `request_bytes=${orDash(call.requestBytes)}`,
    `response_bytes=${orDash(call.responseBytes)}`,
    `trace_id=${orDash(call.traceId)}`,
    `id=${call.id}`,
  ].join(' ');
}

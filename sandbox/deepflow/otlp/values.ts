import type { OtlpAttribute, OtlpSpan, OtlpValue } from '@/sandbox/deepflow/otlp/decode';

/**
 * An attribute's value as DeepFlow stores it: a string as it is; anything else as Go's protobuf text format prints it
 * behind the field's name (server/ingester/flow_log/log_data/otel_import.go, getValueString), so `200`, `true`,
 * `{values:{string_value:"a"}}`, and `""` for an empty string.
 */
export function valueText(value: OtlpValue): string {
  if ('stringValue' in value && value.stringValue !== '') return value.stringValue;
  const [, text] = field(value);
  return text;
}

function field(value: OtlpValue): [name: string, text: string] {
  if ('stringValue' in value) return ['string_value', quote(value.stringValue)];
  if ('boolValue' in value) return ['bool_value', String(value.boolValue)];
  if ('intValue' in value) return ['int_value', value.intValue];
  if ('doubleValue' in value) return ['double_value', doubleText(value.doubleValue)];
  if ('arrayValue' in value) {
    return ['array_value', `{${value.arrayValue.map((item) => `values:{${named(item)}}`).join(' ')}}`];
  }
  if ('kvlistValue' in value) {
    const pairs = value.kvlistValue.map((pair) => `values:{key:${quote(pair.key)} value:{${named(pair.value)}}}`);
    return ['kvlist_value', `{${pairs.join(' ')}}`];
  }
  if ('bytesValue' in value) return ['bytes_value', quote(Buffer.from(value.bytesValue, 'base64').toString('latin1'))];
  return ['', ''];
}

function named(value: OtlpValue): string {
  const [name, text] = field(value);
  return name === '' ? '' : `${name}:${text}`;
}

function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}"`;
}

function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return String(value);
}

/** Only strings count where DeepFlow reads a value with GetStringValue. */
export function stringOf(value: OtlpValue): string {
  return 'stringValue' in value ? value.stringValue : '';
}

export function intOf(value: OtlpValue): number {
  return 'intValue' in value ? Number(value.intValue) : 0;
}

/** Span events as Go's encoding/json writes the protobuf structs; `null` when there are none. */
export function eventsText(events: OtlpSpan['events']): string {
  if (events.length === 0) return 'null';
  const texts = events.map((event) => {
    const fields = [
      // Nanoseconds are beyond 2^53, so the number is written as text.
      event.timeUnixNano === 0n ? null : `"time_unix_nano":${event.timeUnixNano}`,
      event.name === '' ? null : `"name":${JSON.stringify(event.name)}`,
      event.attributes.length === 0 ? null : `"attributes":[${event.attributes.map(keyValueText).join(',')}]`,
    ];
    return `{${fields.filter((text) => text !== null).join(',')}}`;
  });
  return `[${texts.join(',')}]`;
}

function keyValueText({ key, value }: OtlpAttribute): string {
  return `{"key":${JSON.stringify(key)},"value":${anyValueText(value)}}`;
}

function anyValueText(value: OtlpValue): string {
  return `{"Value":${oneofText(value)}}`;
}

function oneofText(value: OtlpValue): string {
  if ('stringValue' in value) return `{"StringValue":${JSON.stringify(value.stringValue)}}`;
  if ('boolValue' in value) return `{"BoolValue":${value.boolValue}}`;
  if ('intValue' in value) return `{"IntValue":${value.intValue}}`;
  if ('doubleValue' in value) return `{"DoubleValue":${JSON.stringify(value.doubleValue)}}`;
  if ('arrayValue' in value) return `{"ArrayValue":{"values":[${value.arrayValue.map(anyValueText).join(',')}]}}`;
  if ('kvlistValue' in value) return `{"KvlistValue":{"values":[${value.kvlistValue.map(keyValueText).join(',')}]}}`;
  if ('bytesValue' in value) return `{"BytesValue":${JSON.stringify(value.bytesValue)}}`;
  return 'null';
}

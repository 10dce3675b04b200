import { expect, test } from 'vitest';
import { readCollectorAddress } from './collector-address';

const agent = 'deepflow-agent.deepflow.svc.cluster.local/api/v1/otel/trace';

test.each([
  [agent, `${agent}?`],
  [`http://${agent}`, `http://${agent}?`],
  [`${agent}/`, `${agent}?`],
  [`${agent}/v1/traces`, `${agent}?`],
  [`https://10.0.0.1:38086/api/v1/otel/trace/v1/traces/`, 'https://10.0.0.1:38086/api/v1/otel/trace?'],
])('%s leads past the agent, and the right form is offered', (address, suggestion) => {
  expect(readCollectorAddress(address)).toMatchObject({ fault: 'agent_suffix', suggestion, isAgent: true });
  expect(readCollectorAddress(suggestion)).toMatchObject({ fault: null, isAgent: true });
  expect(new URL(readCollectorAddress(suggestion).postsTo).pathname).toBe('/api/v1/otel/trace');
});

test.each([
  '127.0.0.1:4318',
  'http://otel:4318',
  'https://otel.example/tenant-1',
  'collector.observability:4318',
  '[::1]:4318',
])('%s is an address of a collector', (address) => {
  expect(readCollectorAddress(address)).toMatchObject({ fault: null, suggestion: null, isAgent: false });
});

test('where spans are posted to is what the plugin puts together', () => {
  expect(readCollectorAddress('127.0.0.1:4318').postsTo).toBe('http://127.0.0.1:4318/v1/traces');
  expect(readCollectorAddress(`${agent}?`).postsTo).toBe(`http://${agent}?/v1/traces`);
});

test.each([
  ['', 'invalid'],
  ['two words', 'invalid'],
  ['http://', 'invalid'],
  ['otel:4318#x', 'invalid'],
  ['http://user:secret@otel:4318', 'credentials'],
  ['http://otel:4318/v1/traces', 'suffix_twice'],
])('%s is refused: %s', (address, fault) => {
  expect(readCollectorAddress(address).fault).toBe(fault);
});

test('a path that would be appended twice is taken off', () => {
  expect(readCollectorAddress('otel:4318/v1/traces').suggestion).toBe('otel:4318');
  expect(readCollectorAddress('otel:4318/').suggestion).toBe('otel:4318');
});

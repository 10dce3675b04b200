import { expect, test } from 'vitest';
import { headerFault, variableFault } from './variables';
import { findVariables, isKnownVariable, variableGroups, variables } from './variables-list';

test.each([
  ['http_x_device', null],
  ['http_X-Device', null],
  ['cookie_session-id', null],
  ['post_arg.items[0].name', null],
  ['balancer_ip', null],
  ['', 'empty'],
  ['$http_host', 'dollar'],
  ['deepflow=demo', 'pair'],
  ['arg_a=b', 'pair'],
  ['two words', 'name'],
  ['x-device', 'name'],
  ['http_', 'open'],
  ['post_arg.', 'open'],
] as const)('the variable «%s»: %s', (name, fault) => {
  expect(variableFault(name)).toBe(fault);
});

test.each([
  ['X-Device', null],
  ['x-shop-*', null],
  ['', 'empty'],
  ['*', 'star'],
  ['x-*-id', 'star'],
  ['x device', 'name'],
  ['X-Shop-*', 'case'],
] as const)('the header «%s»: %s', (name, fault) => {
  expect(headerFault(name)).toBe(fault);
});

test('each variable of the list is one, once, in a known group, and explained in both languages', () => {
  expect(new Set(variables.map(({ name }) => name)).size).toBe(variables.length);
  for (const { name, group, about } of variables) {
    expect([null, 'open']).toContain(variableFault(name));
    expect(variableGroups).toContain(group);
    expect(about.en.length, name).toBeGreaterThan(3);
    expect(about['zh-CN'], name).toMatch(/[\u4e00-\u9fff“]|http/);
  }
});

test('a variable is found by its name and by its explanation in either language', () => {
  expect(findVariables('tried').map(({ name }) => name)).toContain('upstream_addr');
  expect(findVariables('消费者 名称').map(({ name }) => name)).toEqual(['consumer_name']);
  expect(findVariables('upstream addr').map(({ name }) => name)).toEqual(['upstream_addr']);
});

test('a member of a family is known', () => {
  expect(isKnownVariable('http_x_device')).toBe(true);
  expect(isKnownVariable('balancer_ip')).toBe(true);
  expect(isKnownVariable('my_own')).toBe(false);
});

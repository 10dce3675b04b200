import { describe, expect, it } from 'vitest';
import { merge, patchAt } from './merge';

describe('merge', () => {
  const route = { plugins: { cors: { max_age: 5, allow_origins: '*' }, prometheus: {} }, methods: ['GET'], desc: 'x' };

  it('removes a key by null', () => {
    expect(merge(route, { desc: null, plugins: { prometheus: null } })).toEqual({
      plugins: { cors: { max_age: 5, allow_origins: '*' } },
      methods: ['GET'],
    });
  });

  it('replaces lists whole and merges objects', () => {
    expect(merge(route, { methods: ['PUT'], plugins: { cors: { max_age: 6 } } })).toMatchObject({
      methods: ['PUT'],
      plugins: { cors: { max_age: 6, allow_origins: '*' } },
    });
  });

  it('replaces by an empty object: to Lua it is an empty list', () => {
    expect(merge(route, { plugins: {} }).plugins).toEqual({});
    expect(merge(route, { plugins: { cors: {} } }).plugins).toEqual({ cors: {}, prometheus: {} });
  });

  it('leaves the original alone', () => {
    const before = structuredClone(route);
    merge(route, { plugins: { cors: { max_age: 7 } }, desc: null });
    expect(route).toEqual(before);
  });
});

describe('patchAt', () => {
  it('sets a value at a path and makes what is missing on the way', () => {
    expect(patchAt({ a: 1 }, ['plugins', 'cors'], {})).toEqual({ ok: true, value: { a: 1, plugins: { cors: {} } } });
  });

  it('refuses a path through a value, naming it the way APISIX does', () => {
    expect(patchAt({ uri: '/x' }, ['uri', 'foo', 'bar'], {})).toEqual({
      ok: false,
      error: 'invalid sub-path: /uri1foo1bar',
    });
  });
});

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Change } from './store';
import { Store, StoreDownError, ValueChangedError } from './store';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function stateFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  folders.push(folder);
  return join(folder, 'state.json');
}

describe('Store', () => {
  it('counts one revision a write over all kinds, from 15 as a fresh APISIX does', () => {
    const store = new Store();
    expect(store.put('routes', '1', {}).entry).toMatchObject({ createdIndex: 15, modifiedIndex: 15 });
    expect(store.put('upstreams', 'u', {}).entry.createdIndex).toBe(16);
    expect(store.put('routes', '1', { name: 'x' })).toMatchObject({
      created: false,
      entry: { createdIndex: 15, modifiedIndex: 17 },
    });
  });

  it('lists by creation and ranges by key', () => {
    const store = new Store();
    for (const id of ['b', 'a', '10', '2']) store.put('routes', id, {});
    store.put('routes', 'b', { again: true });
    expect(store.list('routes').map(({ id }) => id)).toEqual(['b', 'a', '10', '2']);
    expect(store.range('routes').map(({ id }) => id)).toEqual(['10', '2', 'a', 'b']);
  });

  it('swaps only what has not changed since it was read', () => {
    const store = new Store();
    const { entry } = store.put('routes', '1', {});
    store.swap(entry, { name: 'first' });
    expect(() => store.swap(entry, { name: 'second' })).toThrow(ValueChangedError);
    expect(store.get('routes', '1')?.value).toEqual({ name: 'first' });
  });

  it('answers from memory but neither reads nor writes etcd while it is down', () => {
    const store = new Store();
    store.put('routes', '1', {});
    store.down = true;
    expect(store.get('routes', '1')).toBeDefined();
    expect(store.list('routes')).toHaveLength(1);
    expect(() => store.read('routes', '1')).toThrow(StoreDownError);
    expect(() => store.put('routes', '1', {})).toThrow('has no healthy etcd endpoint available');
    expect(() => store.remove('routes', '1')).toThrow(StoreDownError);
  });

  it('lets an object with a time to live expire', () => {
    let now = 1_000;
    const store = new Store({ now: () => now });
    store.put('routes', '1', {}, 2);
    now += 1_999;
    expect(store.get('routes', '1')).toBeDefined();
    now += 1;
    expect(store.get('routes', '1')).toBeUndefined();
  });

  it('tells its listeners of every change until they leave', () => {
    const store = new Store();
    const seen: Change[] = [];
    const leave = store.onChange((change) => seen.push(change));
    store.put('routes', '1', {});
    store.remove('routes', '1');
    leave();
    store.put('routes', '2', {});
    expect(seen.map(({ type, entry }) => `${type} ${entry.id}`)).toEqual(['put 1', 'delete 1']);
  });

  it('comes back from its file with revisions and order, and leaves no partial file', () => {
    const file = stateFile();
    const store = new Store({ file });
    store.put('routes', 'z', { name: 'first' });
    store.put('credentials', 'jack/c1', { id: 'c1' });
    store.put('routes', 'a', { name: 'second' });
    store.flush();
    const again = new Store({ file });
    expect(again.list('routes')).toEqual(store.list('routes'));
    expect(again.get('credentials', 'jack/c1')).toEqual(store.get('credentials', 'jack/c1'));
    expect(again.nextRevision()).toBe(store.nextRevision());
    expect(readdirSync(join(file, '..'))).toEqual(['state.json']);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GatewayConfig, readConfig } from './config';

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
  file = join(folder, 'config.yaml');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('GatewayConfig', () => {
  it('loads opentelemetry by default, which a plain APISIX does not', () => {
    expect(new GatewayConfig().isLoaded('opentelemetry')).toBe(true);
  });

  it('takes a changed plugin list on reload, but keeps the labels that were registered', () => {
    writeFileSync(file, 'plugins: [prometheus]\n');
    const config = new GatewayConfig(file);
    writeFileSync(
      file,
      'plugins: [prometheus, cors]\nplugin_attr:\n  prometheus:\n    metrics:\n      http_status:\n        extra_labels:\n          - upstream_addr: $upstream_addr\n',
    );
    expect(config.isLoaded('cors')).toBe(false);
    config.reload();
    expect(config.isLoaded('cors')).toBe(true);
    expect(config.registered.prometheus.extraLabels.http_status).toHaveLength(2);
    expect(config.current.prometheus.extraLabels.http_status).toEqual([
      { label: 'upstream_addr', variable: '$upstream_addr' },
    ]);
  });

  it('goes on with what it has when the file is broken', () => {
    writeFileSync(file, 'plugins: [cors]\n');
    const config = new GatewayConfig(file);
    writeFileSync(file, 'plugins: [\n');
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
    config.reload();
    expect(logged).toHaveBeenCalledOnce();
    expect(config.isLoaded('cors')).toBe(true);
    logged.mockRestore();
  });

  it('names the key that is wrong', () => {
    writeFileSync(file, 'apisix: { router: { http: tree } }\n');
    expect(() => readConfig(file)).toThrow('apisix.router.http: tree is not a router');
    writeFileSync(file, 'plugins: cors\n');
    expect(() => readConfig(file)).toThrow('plugins: expected a list of names');
  });
});

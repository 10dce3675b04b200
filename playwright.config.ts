import { defineConfig, devices } from '@playwright/test';
import {
  adminKey,
  consolePort,
  deadConsolePort,
  faultyConsolePort,
  faultyDeepflowConsolePort,
  faultyDeepflowPort,
  faultyPort,
  grafanaPort,
  sandboxPorts,
} from './e2e/ports';
import { timeZoneCookie } from './lib/i18n/locales';
import { scratchData } from './scripts/scratch-data';

const sandbox = (port: keyof typeof sandboxPorts) => `http://127.0.0.1:${sandboxPorts[port]}`;

const wired = {
  APISIX_ADMIN_URL: sandbox('SANDBOX_ADMIN_PORT'),
  APISIX_ADMIN_KEY: adminKey,
  APISIX_CONTROL_URL: sandbox('SANDBOX_CONTROL_PORT'),
  DEEPFLOW_QUERIER_URL: sandbox('SANDBOX_QUERIER_PORT'),
  DEEPFLOW_APP_URL: sandbox('SANDBOX_APP_PORT'),
};

/** Port 9 (discard) has no listener: whoever connects is refused at once. */
const dead = {
  APISIX_ADMIN_URL: 'http://127.0.0.1:9',
  APISIX_ADMIN_KEY: adminKey,
  DEEPFLOW_QUERIER_URL: 'http://127.0.0.1:9',
  DEEPFLOW_APP_URL: 'http://127.0.0.1:9',
};

/** An upstream that fails on demand, with a timeout short enough to wait for. */
const faulty = {
  APISIX_ADMIN_URL: `http://127.0.0.1:${faultyPort}`,
  APISIX_ADMIN_KEY: adminKey,
  DEEPFLOW_QUERIER_URL: `http://127.0.0.1:${faultyPort}`,
  DEEPFLOW_APP_URL: `http://127.0.0.1:${faultyPort}`,
  UPSTREAM_TIMEOUT_MS: '1500',
};

/** The sandbox's own gateway, its DeepFlow by way of what distorts its answers, and a Grafana that may be framed. */
const distorted = {
  ...wired,
  DEEPFLOW_QUERIER_URL: `http://127.0.0.1:${faultyDeepflowPort}`,
  DEEPFLOW_APP_URL: `http://127.0.0.1:${faultyDeepflowPort}`,
  GRAFANA_URL: `http://127.0.0.1:${grafanaPort}/grafana`,
  GRAFANA_EMBED: 'true',
};

/** Each console has its own. This file is read by every worker, too, which starts none of them. */
const data = () => (process.env.TEST_WORKER_INDEX === undefined ? scratchData() : {});

export default defineConfig({
  testDir: 'e2e/specs',
  fullyParallel: false,
  workers: 1,
  forbidOnly: !!process.env.CI,
  // CI tells which tests needed it; elsewhere a test that fails once has failed.
  retries: process.env.CI ? 1 : 0,
  timeout: 120_000,
  // For a machine that does other things at the same time; a test that passes does not wait.
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    baseURL: `http://127.0.0.1:${consolePort}`,
    // Recording slows every test, and nobody fetches what CI recorded.
    trace: process.env.CI ? 'off' : 'retain-on-failure',
    locale: 'en-US',
    timezoneId: 'Europe/Berlin',
    // As on every visit but the first, on which the times are written anew once the page is there.
    storageState: {
      cookies: [
        {
          name: timeZoneCookie,
          value: encodeURIComponent('Europe/Berlin'),
          domain: '127.0.0.1',
          path: '/',
          expires: -1,
          httpOnly: false,
          secure: false,
          sameSite: 'Lax',
        },
      ],
      origins: [],
    },
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [{ name: 'chromium', use: { ...devices['Desktop Chrome'], viewport: { width: 1440, height: 900 } } }],
  webServer: [
    {
      name: 'sandbox',
      command: 'node --import tsx sandbox/main.ts --no-traffic',
      env: { ...sandboxPorts },
      wait: { stdout: /"readyMs":/ },
      timeout: 180_000,
      stdout: 'pipe',
      gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 },
    },
    {
      name: 'console',
      command: 'node --import tsx scripts/start.ts',
      env: { ...data(), ...wired, PORT: String(consolePort) },
      url: `http://127.0.0.1:${consolePort}/icon.svg`,
      gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 },
    },
    {
      name: 'console without upstreams',
      command: 'node --import tsx scripts/start.ts',
      env: { ...data(), ...dead, PORT: String(deadConsolePort) },
      url: `http://127.0.0.1:${deadConsolePort}/icon.svg`,
      gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 },
    },
    {
      name: 'faulty upstream',
      command: 'node --import tsx e2e/faulty-upstream.ts',
      port: faultyPort,
    },
    {
      name: 'console with the faulty upstream',
      command: 'node --import tsx scripts/start.ts',
      env: { ...data(), ...faulty, PORT: String(faultyConsolePort) },
      url: `http://127.0.0.1:${faultyConsolePort}/icon.svg`,
      gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 },
    },
    {
      name: 'faulty DeepFlow',
      command: 'node --import tsx e2e/faulty-deepflow.ts',
      port: faultyDeepflowPort,
    },
    {
      name: 'console with the faulty DeepFlow',
      command: 'node --import tsx scripts/start.ts',
      env: { ...data(), ...distorted, PORT: String(faultyDeepflowConsolePort) },
      url: `http://127.0.0.1:${faultyDeepflowConsolePort}/icon.svg`,
      gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 },
    },
  ],
});

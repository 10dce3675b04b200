import type { AppLocale } from './locales';
import type apisixMetrics from './messages/en/apisixMetrics.json';
import type breakdown from './messages/en/breakdown.json';
import type changes from './messages/en/changes.json';
import type charts from './messages/en/charts.json';
import type common from './messages/en/common.json';
import type distribution from './messages/en/distribution.json';
import type instrumentation from './messages/en/instrumentation.json';
import type logs from './messages/en/logs.json';
import type metrics from './messages/en/metrics.json';
import type overview from './messages/en/overview.json';
import type plugins from './messages/en/plugins.json';
import type problems from './messages/en/problems.json';
import type profiles from './messages/en/profiles.json';
import type promql from './messages/en/promql.json';
import type routeMetrics from './messages/en/routeMetrics.json';
import type routes from './messages/en/routes.json';
import type serviceMap from './messages/en/serviceMap.json';
import type shell from './messages/en/shell.json';
import type spans from './messages/en/spans.json';
import type status from './messages/en/status.json';
import type time from './messages/en/time.json';
import type timeline from './messages/en/timeline.json';
import type traceFile from './messages/en/traceFile.json';
import type traces from './messages/en/traces.json';

/** English is the shape of all messages: a key that is missing or misspelt does not compile. */
export type AppMessages = {
  apisixMetrics: typeof apisixMetrics;
  breakdown: typeof breakdown;
  changes: typeof changes;
  charts: typeof charts;
  common: typeof common;
  distribution: typeof distribution;
  instrumentation: typeof instrumentation;
  logs: typeof logs;
  metrics: typeof metrics;
  overview: typeof overview;
  plugins: typeof plugins;
  problems: typeof problems;
  profiles: typeof profiles;
  promql: typeof promql;
  routeMetrics: typeof routeMetrics;
  routes: typeof routes;
  serviceMap: typeof serviceMap;
  shell: typeof shell;
  spans: typeof spans;
  status: typeof status;
  time: typeof time;
  timeline: typeof timeline;
  traceFile: typeof traceFile;
  traces: typeof traces;
};

declare module 'next-intl' {
  interface AppConfig {
    Locale: AppLocale;
    Messages: AppMessages;
  }
}

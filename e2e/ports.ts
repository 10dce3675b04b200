/** Ports of the end-to-end run: none of the defaults, so that it can run beside a demo. */
export const sandboxPorts = {
  SANDBOX_ADMIN_PORT: '31180',
  SANDBOX_CONTROL_PORT: '31090',
  SANDBOX_GATEWAY_PORT: '31080',
  SANDBOX_METRICS_PORT: '31091',
  SANDBOX_QUERIER_PORT: '31416',
  SANDBOX_APP_PORT: '31418',
  SANDBOX_AGENT_PORT: '31086',
  SANDBOX_SHOP_PORT: '31281',
};

export const consolePort = 31_300;
export const deadConsolePort = 31_301;
export const adminKey = 'edd1c9f034335f136f87ad84b625c8f1';
export const gatewayUrl = `http://127.0.0.1:${sandboxPorts.SANDBOX_GATEWAY_PORT}`;
export const adminUrl = `http://127.0.0.1:${sandboxPorts.SANDBOX_ADMIN_PORT}`;
/** A console whose upstream fails on demand, and that upstream. */
export const faultyConsolePort = 31_302;
export const faultyPort = 31_303;
/** A console whose DeepFlow, the sandbox's, answers wrongly on demand, and the way there. */
export const faultyDeepflowConsolePort = 31_304;
export const faultyDeepflowPort = 31_305;
/** What stands in for Grafana: the same console has it. */
export const grafanaPort = 31_307;
/** A DeepFlow alone and its console, which one spec starts for itself. */
export const alonePorts = {
  SANDBOX_QUERIER_PORT: '31516',
  SANDBOX_APP_PORT: '31518',
  SANDBOX_AGENT_PORT: '31586',
};
export const aloneConsolePort = 31_306;

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export type SandboxOptions = {
  /** Nothing configured at the gateway, and nothing of the past. */
  empty: boolean;
  traffic: boolean;
  /** Routes to add to the shop's own. */
  routes: number;
  /** The one part to run; null for all. */
  only: 'deepflow' | null;
  /** Where DeepFlow keeps its rows; null for a temporary folder. */
  dataDir: string | null;
};

/** A command line that can't be run; the message says why in one line. */
export class OptionError extends Error {}

export const usage = `Usage: npm run sandbox -- [options]

A small APISIX and DeepFlow, with a shop behind the gateway, to run the console against.

  --empty           configure nothing and write no history
  --no-traffic      no visitors
  --routes N        add N routes to the shop's own

  --only deepflow   DeepFlow alone, for an APISIX of your own
  --data DIR        with --only deepflow: keep what it is sent in this folder

  --help            this text

Ports: SANDBOX_ADMIN_PORT 9180, SANDBOX_CONTROL_PORT 9090, SANDBOX_GATEWAY_PORT 9080, SANDBOX_METRICS_PORT 9091,
SANDBOX_QUERIER_PORT 20416, SANDBOX_APP_PORT 20418, SANDBOX_AGENT_PORT 38086, SANDBOX_SHOP_PORT 18081 and those after it;
all on 127.0.0.1.`;

const ofTheWhole = ['empty', 'no-traffic', 'routes'] as const;

/**
 * Reads the command line; 'help' when it asks for the usage.
 * @throws OptionError
 */
export function sandboxOptions(args: readonly string[]): SandboxOptions | 'help' {
  const values = parsed(args);
  if (values.help === true) return 'help';
  const { only = null, data = null } = values;
  if (only !== null && only !== 'deepflow') {
    throw new OptionError(`--only ${only}: only "deepflow" runs alone`);
  }
  const given = ofTheWhole.find((name) => values[name] !== undefined);
  if (only !== null && given !== undefined) {
    throw new OptionError(`--${given} is for the whole sandbox, not for --only ${only}`);
  }
  if (data !== null && only === null) {
    throw new OptionError('--data is for --only deepflow: the whole sandbox begins anew each time');
  }
  if (data === '') {
    throw new OptionError('--data needs a folder');
  }
  const routes = values.routes ?? '0';
  if (!/^\d{1,6}$/.test(routes)) {
    throw new OptionError(`--routes ${routes}: not a number of routes`);
  }
  return {
    empty: values.empty === true,
    traffic: values.empty !== true && values['no-traffic'] !== true,
    routes: Number(routes),
    only,
    dataDir: data === null ? null : resolve(data),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        empty: { type: 'boolean' },
        'no-traffic': { type: 'boolean' },
        routes: { type: 'string' },
        only: { type: 'string' },
        data: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    // The first sentence names the option; what follows are hints for other programs.
    const message = error instanceof Error ? (error.message.split(/\. |\n/, 1)[0] ?? '') : String(error);
    throw new OptionError(message.replace(/\.$/, ''));
  }
}

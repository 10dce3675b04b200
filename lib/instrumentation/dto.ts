import type { PluginConfig } from '@/lib/changes/dto';
import type { Problem } from '@/lib/http/problem';
import type { DisablableLabels } from './metrics';
import type { StaticNeed } from './static/apply-commands';
import type { StaticKind } from './static/layout';
import type { StaticSettings } from './static/settings';
import type { YamlFault } from './static/yaml-source';

/** Stands in the place of a secret. Sent back unchanged it means: keep what is there. */
export const maskedValue = '********';

/** What holds for the whole gateway, as its APIs tell it. */
export type GatewayInstrumentation = {
  gatewayId: string;
  /** Names of the loaded plugins, in the order of their priority; null: could not be asked. */
  loaded: string[] | null;
  /** The metadata objects of both plugins, secrets masked; null: there is none. */
  metadata: { opentelemetry: PluginConfig | null; prometheus: PluginConfig | null } | null;
  /** False for versions whose `opentelemetry` reads its collector from config.yaml alone. */
  needsMetadata: boolean;
  /** Metrics and their labels that `disabled_labels` may name, by the gateway's schema; null: it does not say. */
  disablable: DisablableLabels | null;
  /** Why metadata cannot be written from here. */
  writeBlocked: 'viewer_key' | 'standalone' | null;
  /** Who writes routes of this gateway, and may write its metadata back. */
  managers: string[];
  /** Addresses from which places for the generated pieces are guessed. */
  addresses: { adminUrl: string | null; querierUrl: string | null };
  staticFile: { file: string; writable: boolean } | null;
  /** Why something above is null. */
  problem: Problem | null;
  readAt: number;
};

/**
 * `not_allowed`: the configuration does not let the console write. `config_map`: a Kubernetes volume, which is
 * read-only and replaced as a whole. `mount_point`: a single mounted file, which cannot be replaced in one step.
 * `no_permission`: the file or its folder refuses.
 */
export type WriteObstacle = 'not_allowed' | 'config_map' | 'mount_point' | 'no_permission';

export type StaticFault = YamlFault | 'kind' | 'config_map';

/** The mounted file of static configuration. Its text is shown with secrets masked, so it is edited on the server. */
export type StaticFile = {
  file: string;
  obstacle: WriteObstacle | null;
  /** Fingerprint of the text. */
  seen: string;
  modifiedAt: number;
  /** Null with a `fault`: the text cannot be edited. */
  content: {
    kind: StaticKind;
    settings: StaticSettings;
    addedByChart: string[];
    oddities: string[];
    text: string;
  } | null;
  fault: { fault: StaticFault; line: number | null } | null;
};

/** A mounted file's text before and after a change, secrets masked. */
export type StaticFilePlan = {
  seen: string;
  before: string;
  after: string;
  need: StaticNeed;
  /** Secrets were replaced in `after`: it is no file to use. */
  isMasked: boolean;
};

export type StaticFileResult = {
  changeId: string | null;
  /** The copy of the text before, beside the file; null: nothing was written. */
  backup: string | null;
  need: StaticNeed;
  verified: boolean;
  at: number;
};

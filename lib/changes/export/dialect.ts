import type { ChangeTarget, PluginConfig } from '@/lib/changes/dto';

/** The languages in which an owner of routes writes them. */
export const dialects = ['curl', 'adc', 'apisix_route', 'apisix_plugin_config', 'gateway_api', 'helm'] as const;
export type Dialect = (typeof dialects)[number];

/** One object of a change, as much of it as a dialect needs. Secrets may be masked. */
export type ExportedObject = {
  objectId: string;
  objectName: string;
  before: PluginConfig | null;
  after: PluginConfig | null;
};

export type ExportInput = { target: ChangeTarget; objects: readonly ExportedObject[] };

/**
 * What a reader must know beside the text: keys of `changes.export.note`.
 * - `removal`: the dialect removes a plugin by not naming it.
 * - `masked`: a value was masked and must be put in by hand.
 * - `names_guessed`: namespace and names come from the name that the ingress controller gives its routes.
 * - `names_unknown`: they must be put in by hand.
 */
export const exportNotes = [
  'curl_environment',
  'curl_whole_object',
  'removal',
  'masked',
  'names_guessed',
  'names_unknown',
  'adc_part',
  'adc_service',
  'apisix_route_part',
  'apisix_plugin_config_reference',
  'gateway_api_reference',
  'gateway_proxy',
  'helm_standalone',
  'helm_gateway_proxy',
  'helm_plugin_list',
  'not_in_dialect',
  'static_settings',
] as const;
export type ExportNote = (typeof exportNotes)[number];

/** What has to be known of all objects before the first of them is written. */
export type Survey = {
  target: ChangeTarget;
  /** Some object has its plugin removed. */
  isRemoval: boolean;
  /** Whether the names of some objects tell their Kubernetes resource, and of some do not. */
  names: { known: boolean; unknown: boolean };
  /** Objects of one namespace that get the same configuration, by `groupKey`. */
  groups: ReadonlyMap<string, Group>;
  groupKey: (object: ExportedObject) => string;
};

export type Group = { routes: string[] };

/**
 * How a dialect writes a change, object by object, so that one of any size can be written. Null: it has no words for
 * such a change; the notes say why.
 */
export type Writer = {
  language: Exported['language'];
  fileName: string;
  notes: ExportNote[];
  parts: {
    /** What stands before the first object. */
    head: string;
    /** Called for every object in order; `''` where there is nothing to write of it. */
    piece: (object: ExportedObject) => string;
  } | null;
};

/** `text` is null where the dialect has no words for such a change; the notes say why. */
export type Exported = { text: string | null; language: 'shell' | 'yaml'; fileName: string; notes: ExportNote[] };

/** What stands in the place of a secret in everything that the browser is sent. */
export const maskedValue = '********';

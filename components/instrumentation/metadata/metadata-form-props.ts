import type { PluginConfig } from '@/lib/changes/dto';
import type { DisablableLabels } from '@/lib/instrumentation/metrics';

/** What both forms of metadata are given. */
export type MetadataFormProps = {
  /** What the fields begin with: as the gateway has it, secrets masked, or what was written on the code side. */
  config: PluginConfig | null;
  /** As the gateway has it. */
  saved: PluginConfig | null;
  /** Of the `prometheus` metadata: which labels can be disabled. */
  disablable: DisablableLabels | null;
  isPlanning: boolean;
  /** The preview below belongs to these very values. */
  isReviewed: boolean;
  /** What the fields ask for after each change of them; null: what was typed is discarded. */
  onEdit: (next: PluginConfig | null) => void;
  onPreview: (config: PluginConfig) => void;
};

import type { ChangeTarget } from '@/lib/changes/dto';
import { adcFile } from './adc';
import { curlScript } from './curl';
import {
  type Dialect,
  type Exported,
  type ExportedObject,
  type ExportInput,
  type Group,
  maskedValue,
  type Survey,
  type Writer,
} from './dialect';
import { helmValues } from './helm';
import { apisixPluginConfig, apisixRoute, gatewayApi, kubernetesName } from './kubernetes';

const writers: Record<Dialect, (survey: Survey) => Writer> = {
  curl: curlScript,
  adc: adcFile,
  apisix_route: apisixRoute,
  apisix_plugin_config: apisixPluginConfig,
  gateway_api: gatewayApi,
  helm: helmValues,
};

/** How a dialect writes a change of which a survey was made. */
export function writerFor(dialect: Dialect, survey: Survey): Writer {
  return writers[dialect](survey);
}

/**
 * Looks at the objects of a change one by one. Of each no more is kept than its name and, once for all that are alike,
 * `digest` of their configuration.
 */
export function surveyor(target: ChangeTarget, digest: (text: string) => string = (text) => text) {
  const groups = new Map<string, Group>();
  const names = { known: false, unknown: false };
  const survey = { target, isRemoval: false, names, groups, groupKey };
  return {
    /** As far as it was looked. */
    survey: survey satisfies Survey as Survey,
    look(object: ExportedObject): void {
      survey.isRemoval ||= object.after === null;
      names[kubernetesName(object).isKnown ? 'known' : 'unknown'] = true;
      const key = groupKey(object);
      const group = groups.get(key) ?? { routes: [] };
      groups.set(key, group);
      group.routes.push(object.objectName || object.objectId);
    },
  };

  function groupKey(object: ExportedObject): string {
    return digest(JSON.stringify([kubernetesName(object).namespace, object.after]));
  }
}

/** Whether a text of an export holds a value that was masked. */
export function isMasked(text: string): boolean {
  return text.includes(maskedValue);
}

/** A change in the owner's own language, to be made where the routes are kept. */
export function exportChange(dialect: Dialect, { target, objects }: ExportInput): Exported {
  const { survey, look } = surveyor(target);
  objects.forEach(look);
  const { parts, notes, ...file } = writerFor(dialect, survey);
  const pieces = parts === null ? [] : objects.map(parts.piece).filter((piece) => piece !== '');
  const text = parts === null || pieces.length === 0 ? null : `${parts.head}${pieces.join('')}`;
  return { ...file, text, notes: text !== null && isMasked(text) ? [...notes, 'masked'] : notes };
}

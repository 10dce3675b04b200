'use client';

import { useTranslations } from 'next-intl';
import { Select } from '@/components/ui/select';
import type { ProcessRole, ProfiledProcess } from '@/lib/deepflow/profile';
import { useProcessName } from './use-process-name';

export type ProcessSelectProps = {
  processes: readonly ProfiledProcess[];
  /** Null: none is chosen. */
  chosen: ProfiledProcess | null;
  instance: string | null;
  onChoose: (process: ProfiledProcess, instance: string | null) => void;
};

const roles: readonly ProcessRole[] = ['gateway', 'upstream', 'other'];

/** Every process that has profiles, by what it is to the route; one that runs more than once also pod by pod. */
export function ProcessSelect({ processes, chosen, instance, onChoose }: ProcessSelectProps) {
  const t = useTranslations('profiles');
  const nameOf = useProcessName();
  const options = processes.flatMap((process) => [
    { process, instance: null },
    ...(process.instances.length > 1 || (process === chosen && instance !== null)
      ? process.instances.map((one) => ({ process, instance: one }))
      : []),
  ]);
  const value = options.findIndex((option) => option.process === chosen && option.instance === instance);
  return (
    <Select
      aria-label={t('process')}
      className="w-72 max-w-full"
      onChange={(event) => {
        const option = options[Number(event.target.value)];
        if (option) onChoose(option.process, option.instance);
      }}
      value={value}
    >
      {value < 0 ? (
        <option disabled value={-1}>
          {t('choose')}
        </option>
      ) : null}
      {roles.map((role) => {
        const ofRole = options.flatMap((option, at) => (option.process.role === role ? [{ ...option, at }] : []));
        return ofRole.length === 0 ? null : (
          <optgroup key={role} label={t(`role.${role}`)}>
            {ofRole.map((option) => (
              <option key={option.at} value={option.at}>
                {nameOf(option.process, option.instance)}
              </option>
            ))}
          </optgroup>
        );
      })}
    </Select>
  );
}

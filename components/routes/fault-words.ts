'use client';

import { useTranslations } from 'next-intl';

const known = ['no_path', 'missing_service', 'missing_upstream', 'missing_plugin_config'] as const;

/** What of a route's object makes no sense, in the reader's language. */
export function useFaultWords(): (faults: readonly string[]) => string {
  const t = useTranslations('routes.fault');
  const words = (fault: string) => {
    const code = known.find((each) => each === fault);
    return code ? t(code) : t('bad_field', { field: fault.replace(/^bad_field:/, '') });
  };
  return (faults) => faults.map(words).join('; ');
}

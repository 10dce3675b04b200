import { useTranslations } from 'next-intl';
import { Notice } from '@/components/ui/notice';
import type { StaticFault } from '@/lib/instrumentation/dto';

/** Why a text is left alone, and what to do instead. */
export function StaticFaultNotice({ fault, line }: { fault: StaticFault; line: number | null }) {
  const t = useTranslations('instrumentation.static.fault');
  return (
    <Notice
      title={line === null ? t(`${fault}.title`) : t('atLine', { title: t(`${fault}.title`), line })}
      tone="warning"
    >
      {t(`${fault}.text`)}
    </Notice>
  );
}

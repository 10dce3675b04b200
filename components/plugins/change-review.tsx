'use client';

import { CircleAlert, CircleCheck, Info } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { TimedChoice } from '@/components/changes/timed-choice';
import { revertTime, stays } from '@/components/changes/timing';
import { Button } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { DiffView } from '@/components/ui/diff-view';
import { useNowMs } from '@/components/ui/use-now';
import type { RouteDetail } from '@/lib/apisix/dto';
import { chip } from '@/lib/apisix/plugins-in-force';
import type { ChangePlan } from '@/lib/changes/dto';
import { OwnersDialect } from './owners-dialect';
import { PluginChip } from './plugin-chip';
import { PluginStateText } from './plugin-state-text';

export type ChangeReviewProps = {
  plan: ChangePlan;
  routeName: string;
  isApplying: boolean;
  /** Why it cannot be applied from here, if so. */
  blocked: RouteDetail['writeBlocked'];
  /** When it is to be restored (epoch ms); null: it stays. */
  onApply: (revertAt: number | null) => void;
  onBack: () => void;
};

/** A change before it is made: what differs, what is sent, what will be in force, what the gateway thinks of it. */
export function ChangeReview({ plan, routeName, isApplying, blocked, onApply, onBack }: ChangeReviewProps) {
  const t = useTranslations('plugins.plan');
  const { plugin, request, before, after, effect, validation } = plan;
  const isRefused = validation?.ok === false;
  const now = useNowMs();
  const [timing, setTiming] = useState(stays);
  const canApply = request !== null && blocked === null;
  const isTimed = revertTime(timing, now) !== undefined;
  return (
    <section
      aria-label={t('title')}
      className="space-y-3 rounded-md border border-accent/40 bg-canvas p-3"
      data-slot="change-review"
    >
      <h3 className="font-semibold">{t('title')}</h3>
      {request === null ? (
        <p>{t('nothing')}</p>
      ) : (
        <>
          <div className="space-y-1">
            {before === null ? <p className="text-subtle text-xs">{t('absentBefore')}</p> : null}
            <DiffView after={after} before={before} className="max-h-80" label={t('diff', { plugin })} />
            {after === null ? <p className="text-subtle text-xs">{t('absentAfter')}</p> : null}
          </div>
          <details>
            <summary className="w-fit text-muted text-xs hover:text-fg">
              {t('request')}{' '}
              <code className="font-mono">
                {request.method} {request.path}
              </code>
            </summary>
            <div className="mt-1">
              <CodeBlock code={JSON.stringify(request.body, null, 2)} label={t('body')} language="json" />
            </div>
          </details>
          <Validation validation={validation} />
        </>
      )}
      <div className="space-y-1">
        <div className="flex items-center gap-2">
          <span className="text-muted text-xs">{t('effect')}</span>
          <PluginChip chip={chip(effect)} plugin={plugin} />
        </div>
        <PluginStateText state={effect} />
      </div>
      {canApply ? <TimedChoice onChange={setTiming} timing={timing} /> : null}
      {blocked !== null && request !== null ? (
        <OwnersDialect
          first={blocked === 'standalone' ? 'helm' : 'curl'}
          object={{ objectId: plan.routeId, objectName: routeName, before, after }}
          target={{ kind: 'route_plugin', plugin }}
          title={t('elsewhere')}
        />
      ) : null}
      <div className="flex flex-wrap gap-2">
        {canApply ? (
          <Button
            disabled={isApplying || isRefused || !isTimed}
            onClick={() => onApply(revertTime(timing, Date.now()) ?? null)}
            variant="primary"
          >
            {t(isApplying ? 'applying' : 'apply')}
          </Button>
        ) : null}
        <Button disabled={isApplying} onClick={onBack} variant="ghost">
          {t('back')}
        </Button>
      </div>
    </section>
  );
}

function Validation({ validation }: Pick<ChangePlan, 'validation'>) {
  const t = useTranslations('plugins.plan');
  const line = 'flex items-start gap-1.5 [&_svg]:mt-0.5 [&_svg]:size-3.5 [&_svg]:shrink-0';
  if (validation === null)
    return (
      <p className={line}>
        <Info aria-hidden className="text-subtle" />
        {t('notValidated')}
      </p>
    );
  if (validation.ok)
    return (
      <p className={line}>
        <CircleCheck aria-hidden className="text-ok" />
        {t('valid')}
      </p>
    );
  return (
    <div className={line} role="alert">
      <CircleAlert aria-hidden className="text-server-error" />
      <div className="min-w-0">
        <p>{t('invalid')}</p>
        <ul className="font-mono text-xs [overflow-wrap:anywhere]">
          {validation.errors.map((error) => (
            <li key={error}>{error}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}

import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn';

export type NoticeProps = {
  tone?: 'info' | 'warning' | 'error';
  title?: string;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
};

const tones = {
  info: { box: 'border-line-strong bg-sunken', icon: <Info aria-hidden className="text-accent" /> },
  warning: {
    box: 'border-client-error-solid/50 bg-client-error-soft',
    icon: <TriangleAlert aria-hidden className="text-client-error" />,
  },
  error: {
    box: 'border-server-error-solid/50 bg-server-error-soft',
    icon: <CircleAlert aria-hidden className="text-server-error" />,
  },
};

/** A sentence that holds for what is below it. */
export function Notice({ tone = 'info', title, children, action, className }: NoticeProps) {
  const { box, icon } = tones[tone];
  return (
    <div
      className={cn(
        'flex items-start gap-2 rounded-md border px-3 py-2 [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0',
        box,
        className,
      )}
      data-slot="notice"
      data-tone={tone}
      role="note"
    >
      {icon}
      <div className="min-w-0 flex-1">
        {title ? <p className="font-medium">{title}</p> : null}
        {children ? <div className="break-words text-fg">{children}</div> : null}
      </div>
      {action}
    </div>
  );
}

import type { ComponentProps } from 'react';
import { cn } from './cn';

const shape =
  'inline-flex h-5 max-w-full items-center gap-1 whitespace-nowrap rounded-sm border px-1.5 text-2xs font-medium leading-none [&_svg]:size-3 [&_svg]:shrink-0';

const tones = {
  neutral: 'border-line bg-sunken text-muted',
  outline: 'border-line-strong bg-transparent text-muted',
  quiet: 'border-transparent bg-transparent px-0 text-subtle',
  accent: 'border-accent/30 bg-accent-soft text-accent',
  ok: 'border-ok-solid/35 bg-ok-soft text-ok',
  client_error: 'border-client-error-solid/40 bg-client-error-soft text-client-error',
  server_error: 'border-server-error-solid/40 bg-server-error-soft text-server-error',
  timeout: 'border-timeout-solid/40 bg-timeout-soft text-timeout',
  unknown: 'border-unknown-solid/35 bg-unknown-soft text-unknown',
};

export type ChipTone = keyof typeof tones;
export type ChipProps = ComponentProps<'span'> & { tone?: ChipTone };

/** A short word with a border: says the same without its colour. */
export function Chip({ tone = 'neutral', className, ...props }: ChipProps) {
  return <span className={cn(shape, tones[tone], className)} data-slot="chip" data-tone={tone} {...props} />;
}

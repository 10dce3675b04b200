'use client';

import { useTranslations } from 'next-intl';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';

const accepted = '.json,.jsonl,.ndjson,.gz,application/json,application/x-ndjson,application/gzip';

export type FileDropProps = {
  onFile: (file: File) => void;
  /** `choose` opens the browser's dialog for files. */
  children: (choose: () => void) => ReactNode;
};

/** A part of the page onto which a file can be dropped, whatever it shows; the keyboard's way is the dialog. */
export function FileDrop({ onFile, children }: FileDropProps) {
  const t = useTranslations('traceFile');
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  const handleDragOver = (event: DragEvent) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    setIsOver(true);
  };
  const handleDragLeave = (event: DragEvent) => {
    const into = event.relatedTarget;
    if (!(into instanceof Node && event.currentTarget.contains(into))) setIsOver(false);
  };
  const handleDrop = (event: DragEvent) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    setIsOver(false);
    const file = event.dataTransfer.files[0];
    if (file) onFile(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is the mouse's way to what the button does.
    <div
      className="relative flex min-h-0 flex-1 flex-col"
      data-slot="file-drop"
      onDragLeave={handleDragLeave}
      onDragOver={handleDragOver}
      onDrop={handleDrop}
    >
      <input
        accept={accepted}
        aria-label={t('choose')}
        className="hidden"
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file may be chosen again, after it was corrected.
          event.target.value = '';
          if (file) onFile(file);
        }}
        ref={input}
        type="file"
      />
      {children(() => input.current?.click())}
      {isOver ? (
        <div className="pointer-events-none absolute inset-2 z-20 grid place-items-center rounded-lg border-2 border-accent border-dashed bg-surface/90 font-semibold text-base">
          {t('drop')}
        </div>
      ) : null}
    </div>
  );
}

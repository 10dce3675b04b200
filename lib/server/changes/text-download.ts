import 'server-only';

export type DownloadedFile = { name: string; type: string };

/**
 * A text as a download that is made while it is sent: as much of it at a time as the reader takes. What fails before the
 * first part is thrown; once the download has begun it can only break off.
 */
export async function textDownload(
  parts: AsyncGenerator<string, undefined>,
  { name, type }: DownloadedFile,
): Promise<Response> {
  const first = await parts.next();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      if (first.value !== undefined) controller.enqueue(encoder.encode(first.value));
    },
    async pull(controller) {
      const { value, done } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      'content-type': `${type}; charset=utf-8`,
      'content-disposition': `attachment; filename="${name}"`,
    },
  });
}

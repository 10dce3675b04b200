import { STATUS_CODES } from 'node:http';

/** nginx's own words where they differ. */
const reasons: Record<number, string> = {
  302: 'Found',
  408: 'Request Time-out',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Large',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/** The page by which OpenResty answers when nobody else does. */
export function nginxPage(status: number): string {
  const title = `${status} ${reasons[status] ?? STATUS_CODES[status] ?? ''}`.trim();
  return [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '<hr><center>openresty</center>',
    '<p><em>Powered by <a href="https://apisix.apache.org/">APISIX</a>.</em></p></body>',
    '</html>',
    '',
  ].join('\r\n');
}

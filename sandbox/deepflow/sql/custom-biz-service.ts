import type { RunQuery } from '@/sandbox/deepflow/sql/show/tags';

const customType = /`?auto_service_type(_\d+)?`?\s*=\s*105\b/g;
const serviceId = /auto_service_id(_\d+)?\s*=\s*(\d+)/g;

/**
 * Services that a user defined by a condition (type 105): the text of the statement is changed, its
 * `auto_service_type = 105` to true and the service's id to that condition. Anywhere in the text, as the real engine does.
 */
export async function replaceCustomServices(sql: string, run: RunQuery): Promise<string> {
  const table = /from\s+(\S+)/i.exec(sql)?.[1];
  if (table === undefined || table === 'alert_event' || table === 'alert_record') {
    return sql;
  }
  const suffixes = [...sql.matchAll(customType)].map((match) => match[1] ?? '');
  if (suffixes.length === 0) {
    return sql;
  }
  let text = sql.replace(customType, '1=1');
  for (const [match, suffix = '', id = ''] of [...text.matchAll(serviceId)]) {
    if (suffixes.includes(suffix)) {
      const side = suffix === '_0' ? 'client_filter' : 'server_filter';
      const { rows } = await run(`SELECT ${side} FROM flow_tag.custom_biz_service_filter_map WHERE id=${id}`);
      const condition = String(rows.at(-1)?.[0] ?? '1!=1');
      text = text.replaceAll(match, () => `(${condition === '' ? '1!=1' : condition})`);
    }
  }
  return text;
}

import { type ProfileDebug, type Profiled, ProfileError, queryProfile } from '@/sandbox/deepflow/profile/query';
import { levels } from '@/sandbox/deepflow/profile/tree';
import type { Engine } from '@/sandbox/deepflow/querier/engine';
import { BindingError, bindJson, type GoField } from '@/sandbox/deepflow/querier/go-binding';
import { type Answer, jsonAnswer } from '@/sandbox/deepflow/querier/query-api';
import { EnginePanic } from '@/sandbox/deepflow/sql/errors';

export type ProfileRequest = { url: URLSearchParams; body: string; organisation: string };

const tracingFields: readonly GoField[] = [
  { json: 'app_service', go: 'AppService', type: 'string', required: true },
  { json: 'profile_event_type', go: 'ProfileEventType', type: 'string', required: true },
  { json: 'profile_language_type', go: 'ProfileLanguageType', type: 'string', required: true },
  { json: 'tag_filter', go: 'TagFilter', type: 'string' },
  { json: 'group_by', go: 'GroupBy', type: 'string' },
  { json: 'time_start', go: 'TimeStart', type: 'int', required: true },
  { json: 'time_end', go: 'TimeEnd', type: 'int', required: true },
  { json: 'debug', go: 'Debug', type: 'bool' },
  { json: 'max_kernel_stack_depth', go: 'MaxKernelStackDepth', type: 'int' },
];

const envelope = (status: string, description: string, result: unknown, debug: ProfileDebug | null) => ({
  OPT_STATUS: status,
  DESCRIPTION: description,
  result,
  debug,
});

/**
 * `POST /v1/profile/ProfileTracing`: the tree of one process's stacks. Values go into the condition as they came, and
 * `tag_filter` is a condition of its own, as in the real querier (server/querier/profile/service/profile.go).
 */
export async function answerProfileTracing({ body, organisation }: ProfileRequest, engine: Engine): Promise<Answer> {
  let fields: Record<string, unknown>;
  try {
    fields = bindJson(body, 'Profile', tracingFields);
  } catch (error) {
    if (!(error instanceof BindingError)) throw error;
    return jsonAnswer(400, envelope('INVALID_POST_DATA', error.message, null, null));
  }
  const text = (name: string) => String(fields[name] ?? '');
  const conditions = [
    ` time>=${text('time_start')}`,
    ` time<=${text('time_end')}`,
    ` app_service='${text('app_service')}'`,
    ` profile_language_type='${text('profile_language_type')}'`,
    ` profile_event_type='${text('profile_event_type')}'`,
    ...(text('tag_filter') === '' ? [] : [` (${text('tag_filter')})`]),
  ];
  const query = {
    where: conditions.join(' AND'),
    root: text('app_service'),
    eventType: text('profile_event_type'),
    languageType: text('profile_language_type'),
    maxKernelStackDepth: Number(fields.max_kernel_stack_depth ?? -1),
    organisation,
  };
  return answered(
    () => queryProfile(query, engine),
    ({ tree }) => tree,
    fields.debug === true,
  );
}

/** `POST /v1/profile/ProfileGrafana`: the same as a list for Grafana's flame graph, `sql` being the whole condition. */
export async function answerProfileGrafana(request: ProfileRequest, engine: Engine): Promise<Answer> {
  const form = new URLSearchParams(request.body);
  const query = {
    where: form.get('sql') ?? '',
    root: 'root',
    eventType: form.get('profile_event_type') ?? '',
    languageType: '',
    maxKernelStackDepth: -1,
    organisation: request.organisation,
  };
  const columns = ['level', 'function', 'self_value', 'total_value'];
  return answered(
    () => queryProfile(query, engine),
    ({ tree }) => ({ columns, values: levels(tree) }),
    /^(1|t|T|TRUE|true|True)$/.test(request.url.get('debug') ?? ''),
  );
}

async function answered(
  ask: () => Promise<Profiled>,
  resultOf: (profiled: Profiled) => unknown,
  withDebug: boolean,
): Promise<Answer> {
  try {
    const profiled = await ask();
    return jsonAnswer(200, envelope('SUCCESS', '', resultOf(profiled), withDebug ? profiled.debug : null));
  } catch (error) {
    if (error instanceof EnginePanic) {
      const first = jsonAnswer(400, envelope('SERVER_ERROR', error.message, null, null));
      return { ...first, body: `${first.body}${error.trailer}` };
    }
    if (error instanceof ProfileError) {
      return jsonAnswer(error.status, envelope(error.optStatus, error.message, null, error.debug));
    }
    throw error;
  }
}

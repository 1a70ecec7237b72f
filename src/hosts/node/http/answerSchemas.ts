import * as v from 'valibot';

const time = v.pipe(v.number(), v.description('Milliseconds since 1970'));
const notice = v.object({ severity: v.picklist(['info', 'warning', 'error']), text: v.string() });
const field = v.looseObject({
  name: v.string(),
  type: v.picklist(['string', 'number', 'time', 'boolean']),
  labels: v.optional(v.record(v.string(), v.string())),
  config: v.looseObject({}),
});
const frame = v.object({
  schema: v.object({ name: v.string(), refId: v.string(), meta: v.looseObject({}), fields: v.array(field) }),
  data: v.object({ values: v.array(v.array(v.nullable(v.union([v.string(), v.number(), v.boolean()])))) }),
});
const cell = v.nullable(v.union([v.string(), v.number(), v.boolean()]));

/** What each path of the collector answers, by its address. Times are milliseconds since 1970. */
export const ANSWER_SCHEMAS = {
  '/api/query': v.object({
    results: v.record(v.string(), v.object({ frames: v.array(frame), notices: v.array(notice) })),
    progress: v.optional(v.object({ done: v.number(), total: v.number() })),
  }),
  '/api/values': v.union([
    v.object({ values: v.array(v.string()) }),
    v.object({ attributes: v.record(v.string(), v.array(v.string())) }),
  ]),
  '/api/status': v.object({
    version: v.optional(v.string()),
    runs: v.number(),
    nights: v.number(),
    newest: v.optional(time),
    refreshed: v.optional(time),
    late: v.optional(v.array(v.string())),
    notices: v.array(notice),
  }),
  '/api/changes': v.array(v.record(v.string(), cell)),
  '/api/refresh': v.object({ status: v.literal('refreshing') }),
  '/api/metrics': v.array(v.looseObject({ run_id: v.union([v.string(), v.number()]), run_date: v.string() })),
  '/healthz': v.object({ status: v.string(), version: v.string(), runs: v.number() }),
  '/readyz': v.object({
    status: v.string(),
    runs: v.number(),
    newest: v.optional(time),
    refreshed: v.optional(time),
    failuresInARow: v.number(),
  }),
} as const;

/** What every path answers that does not answer otherwise. */
export const ERROR_SCHEMA = v.object({ error: v.object({ kind: v.string(), message: v.string() }) });

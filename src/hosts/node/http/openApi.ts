import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';

import { windowSchema } from '../../../backend/api/request';
import { type Route } from '../../../backend/api/route';
import { ROUTES } from '../../../backend/api/routes';
import { VERSION } from '../version';
import { ANSWER_SCHEMAS, ERROR_SCHEMA } from './answerSchemas';

type Described = Pick<Route, 'methods' | 'path' | 'summary' | 'query' | 'body'>;

const OWN: readonly Described[] = [
  {
    methods: ['GET'],
    path: '/api/metrics',
    summary: 'The run documents of a window, newest first.',
    query: v.object(windowSchema),
  },
  { methods: ['GET'], path: '/healthz', summary: 'Whether the collector runs. Needs no token.' },
  { methods: ['GET'], path: '/readyz', summary: 'Whether there is something to answer from. Needs no token.' },
];
/** These answer in other forms than JSON, or are this document. */
const OTHERS: ReadonlyArray<Described & { readonly type: string }> = [
  { methods: ['GET'], path: '/', summary: 'The fleet and its incidents as a page.', type: 'text/html' },
  { methods: ['GET'], path: '/metrics', summary: 'Metrics for Prometheus.', type: 'text/plain' },
  { methods: ['GET'], path: '/api/openapi.json', summary: 'This document.', type: 'application/json' },
];

/**
 * Returns the OpenAPI document of the collector: made of the schemas by which requests are checked, and of those of its answers.
 * https://spec.openapis.org/oas/v3.1.0
 */
export function openApi(): Record<string, unknown> {
  const paths = new Map<string, Record<string, unknown>>();
  for (const route of [...ROUTES, ...OWN]) {
    const answer = jsonSchema(ANSWER_SCHEMAS[route.path as keyof typeof ANSWER_SCHEMAS]);
    paths.set(route.path, operations(route, { 'application/json': { schema: answer } }));
  }
  for (const route of OTHERS) {
    paths.set(route.path, operations(route, { [route.type]: {} }));
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'SGLang Nightly collector',
      version: VERSION,
      description: 'Nights of SGLang, what changed in them, and answers as data frames. It only reads.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: Object.fromEntries(paths),
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    security: [{}, { token: [] }],
  };
}

function operations({ methods, path, summary, query, body }: Described, content: object) {
  const error = { 'application/json': { schema: jsonSchema(ERROR_SCHEMA) } };
  const operation = {
    summary,
    operationId: path.slice(1).replace(/\W+/g, '_') || 'page',
    ...(query && { parameters: parametersOf(query) }),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(body) } } } }),
    responses: {
      200: { description: 'The answer.', content },
      default: { description: 'Why there is none, and what to do.', content: error },
    },
  };
  return Object.fromEntries(methods.map((method) => [method.toLowerCase(), operation]));
}

function parametersOf(query: v.GenericSchema) {
  const { properties = {}, required = [] } = jsonSchema(query) as {
    readonly properties?: Readonly<Record<string, object>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

/** What is asked, before it is changed into what is worked with; what JSON Schema can't say is left out. */
function jsonSchema(schema: v.GenericSchema): object {
  const { $schema: _, ...described } = toJsonSchema(schema, { typeMode: 'input', errorMode: 'ignore' });
  return described;
}

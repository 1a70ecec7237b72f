import { type FastifyInstance } from 'fastify';
import * as v from 'valibot';

import { ATTRIBUTE_IDS, type AttributeId, values } from '../../src/core';
import { type Collector } from '../collector';
import { parseQuery, windowOf, windowSchema } from './requestQuery';

const MOST_VALUES = 1000;

const text = v.pipe(v.string(), v.maxLength(500));

/** A filter of several values repeats its name in the query string. */
const oneOrMore = v.optional(
  v.pipe(
    v.union([text, v.pipe(v.array(text), v.maxLength(MOST_VALUES))]),
    v.transform((given) => [given].flat())
  )
);

const schema = v.object({
  attribute: v.picklist(ATTRIBUTE_IDS),
  ...windowSchema,
  ...(Object.fromEntries(ATTRIBUTE_IDS.map((id) => [id, oneOrMore])) as Record<AttributeId, typeof oneOrMore>),
});

/** `GET /api/values?attribute=model&gpuConfig=…`: the values an attribute has under the other filters. */
export function valuesRoute(server: FastifyInstance, { store, options }: Collector): void {
  server.get('/api/values', (request) => {
    const { attribute, from, to, days, ...filter } = parseQuery(schema, request.query);
    const window = windowOf({ from, to, days }, options.now());
    return { values: values(store.table, attribute, { ...window, filter, matchers: [] }) };
  });
}

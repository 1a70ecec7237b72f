import * as v from 'valibot';

import { ATTRIBUTE_IDS, type AttributeId } from '../../core';
import { mapAnswer } from '../answer';
import { parseRequest, windowOf, windowSchema } from './request';
import { type Route } from './route';

const MOST_VALUES = 1000;

const text = v.pipe(v.string(), v.maxLength(500));

/** A filter of several values repeats its name in the query string. */
const oneOrMore = v.optional(
  v.pipe(
    v.union([text, v.pipe(v.array(text), v.maxLength(MOST_VALUES))]),
    v.transform((given) => [given].flat())
  )
);

const attributes = v.optional(
  v.pipe(
    v.union([v.picklist(ATTRIBUTE_IDS), v.pipe(v.array(v.picklist(ATTRIBUTE_IDS)), v.maxLength(ATTRIBUTE_IDS.length))]),
    v.transform((given) => [given].flat())
  )
);

const schema = v.object({
  attribute: attributes,
  ...windowSchema,
  ...(Object.fromEntries(ATTRIBUTE_IDS.map((id) => [id, oneOrMore])) as Record<AttributeId, typeof oneOrMore>),
});

/**
 * `GET /api/values?attribute=model&gpuConfig=…`: the values that an attribute has under the other filters, as `values`. Of
 * several attributes, or all where none is named, they stand in `attributes`, by attribute.
 */
export const valuesRoute: Route = {
  methods: ['GET'],
  path: '/api/values',
  summary: 'The values of an attribute, or of several, under filters.',
  query: schema,
  async answer({ service, now }, { query, signal }) {
    const { attribute, from, to, days, ...filter } = parseRequest(schema, query);
    const window = windowOf({ from, to, days }, now());
    const answer = await service.values({ ...window, filter, attributes: attribute }, signal);
    const [only, ...others] = attribute ?? [];
    return mapAnswer(answer, (found) =>
      only && others.length === 0 ? { values: found[only] } : { attributes: found }
    );
  },
};

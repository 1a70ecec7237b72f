import { join } from 'node:path';

import { parse } from 'valibot';

import { nightQuerySchema, QUERY_KINDS, type QueryRequest } from '../src/core';

export const NIGHTS_FOLDER = join(__dirname, '../fixtures/nights');

/** Returns a question of every kind, over a day around a time. */
export function allKinds(time: number): QueryRequest {
  const queries = QUERY_KINDS.map(({ id }) => parse(nightQuerySchema, { refId: id, kind: id, metrics: [] }));
  return { from: time - 86_400_000, to: time + 86_400_000, queries };
}

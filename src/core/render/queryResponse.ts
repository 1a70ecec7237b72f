import { type Notice } from '../model/table';
import { answer, type AnswerOptions } from '../query/answer';
import { type NightTable } from '../flatten/nightTable';
import { type QueryRequest } from '../query/nightQuery';
import { dataFrameJson, type DataFrameJson } from './dataFrameJson';

/** What `POST /api/query` answers: for each query its frames, and what is worth knowing about them. */
export interface QueryResponse {
  readonly results: Readonly<
    Record<string, { readonly frames: readonly DataFrameJson[]; readonly notices: readonly Notice[] }>
  >;
}

/** Returns the answers to all queries of a request, by refId. */
export function queryResponse(
  table: NightTable,
  { from, to, queries }: QueryRequest,
  options: Omit<AnswerOptions, 'from' | 'to'>
): QueryResponse {
  const results = queries.map((query) => {
    const tables = answer(table, query, { ...options, from, to });
    return [query.refId, { frames: tables.map(dataFrameJson), notices: tables.flatMap(({ notices }) => notices) }];
  });
  return { results: Object.fromEntries(results) };
}

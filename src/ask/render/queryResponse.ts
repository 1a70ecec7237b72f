import { type NightTable } from '../../table/nightTable';
import { type Notice } from '../../model/table';
import { answer, type AnswerOptions } from '../answer';
import { type QueryRequest } from '../nightQuery';
import { dataFrameJson, type DataFrameJson } from './dataFrameJson';

/** What `POST /api/query` answers: for each query its frames, and what is worth knowing about them. */
export interface QueryResponse {
  readonly results: Readonly<
    Record<string, { readonly frames: readonly DataFrameJson[]; readonly notices: readonly Notice[] }>
  >;
  /** There while runs still come in, or changes are looked for, so that who asks again gets more. */
  readonly progress?: { readonly done: number; readonly total: number };
}

/** Answers all queries of a request, by refId. */
export function queryResponse(
  table: NightTable,
  { from, to, queries }: QueryRequest,
  options: Omit<AnswerOptions, 'from' | 'to'>
): QueryResponse {
  const results: Record<string, QueryResponse['results'][string]> = {};
  for (const query of queries) {
    const tables = answer(table, query, { ...options, from, to });
    results[query.refId] = { frames: tables.map(dataFrameJson), notices: tables.flatMap(({ notices }) => notices) };
  }
  return { results };
}

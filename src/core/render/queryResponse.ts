import { type NightTable } from '../flatten/nightTable';
import { type Job } from '../model/job';
import { type Notice } from '../model/table';
import { answerJob, type AnswerOptions } from '../query/answer';
import { type QueryRequest } from '../query/nightQuery';
import { dataFrameJson, type DataFrameJson } from './dataFrameJson';

/** What `POST /api/query` answers: for each query its frames, and what is worth knowing about them. */
export interface QueryResponse {
  readonly results: Readonly<
    Record<string, { readonly frames: readonly DataFrameJson[]; readonly notices: readonly Notice[] }>
  >;
  /** There while runs still come in, so that who asks again gets more: how many of how many have come. */
  readonly progress?: { readonly done: number; readonly total: number };
}

/** Answers all queries of a request, by refId. */
export function* queryResponse(
  table: NightTable,
  { from, to, queries }: QueryRequest,
  options: Omit<AnswerOptions, 'from' | 'to'>
): Job<QueryResponse> {
  const results: Record<string, QueryResponse['results'][string]> = {};
  for (const query of queries) {
    const tables = yield* answerJob(table, query, { ...options, from, to });
    results[query.refId] = { frames: tables.map(dataFrameJson), notices: tables.flatMap(({ notices }) => notices) };
    yield;
  }
  return { results };
}

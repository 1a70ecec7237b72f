import { type DataFrame, type DataFrameJSON, dataFrameFromJSON } from '@grafana/data';

import { type QueryResponse } from '../core';

/** Returns the frames of all queries of a response, each with its refId. */
export function toDataFrames({ results }: QueryResponse): DataFrame[] {
  return Object.entries(results).flatMap(([refId, { frames }]) =>
    frames.map((json) => ({ ...dataFrameFromJSON(json as unknown as DataFrameJSON), refId }))
  );
}

/** Takes the columns from tables that have no rows: a panel says in words then that there is nothing, and not with bare headings. */
export function orNothing(frames: readonly DataFrame[]): DataFrame[] {
  const isEmpty = frames.every(({ length }) => length === 0);
  return frames.map((frame) => (isEmpty ? { ...frame, fields: [] } : frame));
}

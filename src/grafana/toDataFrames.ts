import { type DataFrame, type DataFrameJSON, dataFrameFromJSON } from '@grafana/data';

import { type QueryResponse } from '../core';

/** Returns the frames of all queries of a response, each with its refId. */
export function toDataFrames({ results }: QueryResponse): DataFrame[] {
  return Object.entries(results).flatMap(([refId, { frames }]) =>
    frames.map((json) => ({ ...dataFrameFromJSON(json as unknown as DataFrameJSON), refId }))
  );
}

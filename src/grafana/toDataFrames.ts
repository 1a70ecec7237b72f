import { type DataFrame, type DataFrameJSON, dataFrameFromJSON } from '@grafana/data';

import { type QueryResponse } from '../core';

/** Returns the frames of all queries of a response, each with its refId and a name of its own for streaming. */
export function toDataFrames({ results }: QueryResponse): DataFrame[] {
  return Object.entries(results).flatMap(([refId, { frames }]) =>
    frames.map((json) => ({ ...dataFrameFromJSON(json as unknown as DataFrameJSON), refId }))
  );
}

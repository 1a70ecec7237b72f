import { type DataFrame, type DataFrameJSON, dataFrameFromJSON } from '@grafana/data';

import { type QueryResponse } from '../../core';
import { type RunWindow } from '../../sources/runSource';

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

/** The columns of tables that have room for words, the first that a table has. */
const WORDS = ['what', 'summary', 'name'];
const LOOKING = 'Nights are being read and changes looked for in them: this table fills by itself.';

/**
 * Returns tables that say why what changed is not known yet, in one row each, in place of what a part of the nights would say;
 * nothing where a table has no column for words. The columns are those of the answer to come, for a panel keeps their widths.
 */
export function inWords(frames: readonly DataFrame[], { from, to }: RunWindow): DataFrame[] {
  // Links lead somewhere too.
  const links: Readonly<Record<string, string>> = { page: 'overview', link_from: `${from}`, link_to: `${to}` };
  const said = frames.flatMap((frame) => {
    const words = WORDS.find((name) => frame.fields.some((field) => field.name === name));
    const valueOf = (name: string) => (name === words ? LOOKING : (links[name] ?? null));
    const fields = frame.fields.map((field) => ({ ...field, values: [valueOf(field.name)] }));
    return words ? [{ ...frame, fields, length: 1 }] : [];
  });
  return said.length === frames.length ? said : [];
}

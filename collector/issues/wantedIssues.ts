import { parse } from 'valibot';

import { answer, type Known, nightQuerySchema, rowsOf } from '../../src/core';
import { type Answerable, answerOptions } from '../answerOptions';
import { mergeKnown } from '../mergeKnown';
import { issueText, readMarker } from './issueText';
import { type ExistingIssue, type Wanted } from './planIssues';

/** The issues are the memory: what they know makes incidents keep their ids, wherever this runs. */
export function rememberedBy(existing: readonly ExistingIssue[]): Known {
  return mergeKnown(existing.flatMap(({ body }) => readMarker(body)?.known ?? []));
}

/** Returns the incidents that were found, with what an issue is to say of each. */
export function wantedOf(nights: Answerable): Wanted[] {
  const { table, found } = nights;
  const query = parse(nightQuerySchema, { kind: 'changes', view: 'incidents' });
  const rows = new Map(rowsOf(answer(table, query, answerOptions(nights, 0))[0]!).map((row) => [row.id, row]));
  return found.incidents.flatMap((incident) => {
    const row = rows.get(incident.id);
    return row ? [{ incident, text: issueText(incident, row, found.known) }] : [];
  });
}

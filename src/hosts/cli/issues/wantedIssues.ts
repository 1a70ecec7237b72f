import { parse } from 'valibot';

import { answer, type Remembered, nightQuerySchema, rowsOf } from '../../../core';
import { type Answerable, answerOptions } from '../answerable';
import { mergeRemembered } from '../../../backend/store/eventMemory';
import { commonIssue, issueText, readMarker } from './issueText';
import { type ExistingIssue, type Wanted } from './planIssues';

/** The issues are the memory: what they know makes incidents keep their ids, wherever this runs. */
export function rememberedBy(existing: readonly ExistingIssue[]): Remembered {
  return mergeRemembered(existing.flatMap(({ body }) => readMarker(body)?.known ?? []));
}

/** Returns the incidents that were found, with what an issue of this repository is to say of each; or the one that tells of all that are open. */
export function wantedOf(nights: Answerable, repository: string, per: 'incident' | 'all' = 'incident'): Wanted[] {
  const { table, findings } = nights;
  const query = parse(nightQuerySchema, { kind: 'changes', view: 'incidents' });
  const rows = new Map(rowsOf(answer(table, query, answerOptions(nights, 0))[0]!).map((row) => [row.id, row]));
  const wanted = findings.incidents.flatMap((incident) => {
    const row = rows.get(incident.id);
    return row ? [{ incident, row }] : [];
  });
  if (per === 'all') {
    return [
      commonIssue(
        wanted.filter(({ incident: { state, better } }) => state === 'open' && !better),
        findings.remembered,
        repository
      ),
    ];
  }
  return wanted.map(({ incident, row }) => ({
    incident,
    text: issueText(incident, row, findings.remembered, repository),
  }));
}

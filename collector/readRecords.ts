import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type KnownEvent, type RunRecord } from '../src/core';
import { asSourceError, SourceError } from '../src/sources/errors';
import { parseDocuments } from '../src/sources/url/urlSource';
import { openArchive } from './archive';
import { eventMemory } from './eventMemory';

/** Where the command line reads nights that were fetched before. */
export interface NightsLocation {
  readonly input?: string;
  readonly dataDir: string;
  readonly repo: string;
  readonly workflow: string;
}

/**
 * Returns the runs of a file that `fetch` wrote, or of the collector's archive.
 *
 * @throws SourceError where the file can't be read or is none of ours.
 */
export async function readRecords(
  { input, dataDir, repo, workflow }: NightsLocation,
  warn: (line: string) => void
): Promise<RunRecord[]> {
  if (input) {
    const request = { method: 'READ', url: input };
    const text = await readFile(input, 'utf8').catch((error: unknown) => {
      throw asSourceError(error, request);
    });
    return parseDocuments(text, request).map((document) => ({ document }));
  }
  const folder = archiveFolder({ dataDir, repo, workflow });
  if (!existsSync(folder)) {
    throw new SourceError('notFound', `There is no archive in ${folder}`, {
      advice: 'Give --input FILE, or the --data-dir of a collector.',
    });
  }
  const records: RunRecord[] = [];
  const archive = await openArchive(folder);
  await archive.readAll(
    (record) => records.push(record),
    (error) => warn(error.message)
  );
  return records;
}

/** Returns what the collector of an archive knows of events, so that they have the ids that it gives them. */
export async function readKnownEvents(
  location: NightsLocation,
  warn: (line: string) => void
): Promise<readonly KnownEvent[]> {
  return location.input ? [] : eventMemory(archiveFolder(location), warn).read();
}

/** Returns the folder of a workflow's archive and of what is known of its events. */
export function archiveFolder({ dataDir, repo, workflow }: Omit<NightsLocation, 'input'>): string {
  return join(dataDir, ...repo.split('/'), workflow);
}

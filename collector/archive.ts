import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import pLimit from 'p-limit';
import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';

import { type RunRecord, type WorkflowRun } from '../src/core';
import { asSourceError, SourceError } from '../src/sources/errors';
import { sha256 } from './nodeHttp';

/** Keeps runs on disk, one file a run: what GitHub said of it, and its document's own bytes or why there is none. */
export interface Archive {
  /** Calls back with each run that can be read, and with an error for each file that can't. */
  readAll(onRecord: (record: RunRecord) => void, onBroken: (error: SourceError) => void): Promise<void>;
  /** @throws SourceError where the file is absent or damaged. */
  read(runId: string): Promise<RunRecord>;
  write(record: RunRecord): Promise<void>;
}

const FORMAT = 1;
const OPEN_AT_ONCE = 16;
const MARK = ',"document":';
const RUN_FILE = /^(\d{1,20})\.json$/;

const envelopeSchema = v.object({
  format: v.literal(FORMAT),
  workflowRun: v.object({
    id: v.pipe(v.string(), v.regex(/^\d{1,20}$/)),
    attempt: v.number(),
    createdAt: v.string(),
    commit: v.string(),
    branch: v.string(),
    event: v.string(),
    conclusion: v.string(),
  }),
  sha256: v.optional(v.string()),
  absence: v.optional(v.object({ kind: v.string(), message: v.string() })),
  document: v.optional(v.unknown()),
});

/** Returns the archive in a folder, which is made where it is missing. */
export async function openArchive(folder: string): Promise<Archive> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw asSourceError(error, { method: 'OPEN', url: folder });
  });
  const pathOf = (runId: string) => join(folder, `${runId}.json`);
  const read = (runId: string) => readRecord(pathOf(runId), runId);
  return {
    read,
    async readAll(onRecord, onBroken) {
      const limit = pLimit(OPEN_AT_ONCE);
      const names = (await readdir(folder)).flatMap((name) => RUN_FILE.exec(name)?.[1] ?? []);
      await Promise.all(
        names.map((runId) =>
          limit(() => read(runId).then(onRecord, (error: unknown) => onBroken(asSourceError(error))))
        )
      );
    },
    async write(record) {
      const { workflowRun } = record;
      if (!workflowRun || !RUN_FILE.test(`${workflowRun.id}.json`)) {
        throw new SourceError('corrupt', `A run without a number can't be kept: ${workflowRun?.id ?? 'none'}`);
      }
      const path = pathOf(workflowRun.id);
      await writeFileAtomic(path, envelope(record, workflowRun)).catch((error: unknown) => {
        throw asSourceError(error, { method: 'WRITE', url: path });
      });
    },
  };
}

/** The document's text stands in the file byte for byte, so that it can be taken out again as it came. */
function envelope({ document, text, absence }: RunRecord, workflowRun: WorkflowRun): string {
  if (document === undefined) {
    return `${JSON.stringify({ format: FORMAT, workflowRun, absence })}\n`;
  }
  const raw = text ?? JSON.stringify(document);
  const head = JSON.stringify({ format: FORMAT, workflowRun, sha256: sha256(raw) });
  return `${head.slice(0, -1)}${MARK}${raw}}\n`;
}

async function readRecord(path: string, runId: string): Promise<RunRecord> {
  const request = { method: 'READ', url: path };
  try {
    const file = await readFile(path, 'utf8');
    const parsed = v.safeParse(envelopeSchema, JSON.parse(file));
    if (!parsed.success || parsed.output.workflowRun.id !== runId) {
      throw new SourceError('corrupt', 'The archived run is not in the form it was written in', {
        request,
        advice: FETCHED_ANEW,
      });
    }
    const { workflowRun, absence, document, sha256: expected } = parsed.output;
    if (document === undefined) {
      return { workflowRun, absence };
    }
    const text = file.slice(file.indexOf(MARK) + MARK.length, file.lastIndexOf('}'));
    if (sha256(text) !== expected) {
      throw new SourceError('corrupt', 'The archived run does not match its checksum', {
        request,
        advice: FETCHED_ANEW,
      });
    }
    return { workflowRun, document, text };
  } catch (error) {
    throw error instanceof SyntaxError
      ? new SourceError('corrupt', 'The archived run is not whole', { request, advice: FETCHED_ANEW, cause: error })
      : asSourceError(error, request);
  }
}

const FETCHED_ANEW = 'The next refresh fetches it anew while GitHub still has it.';

import * as v from 'valibot';

import { type Night, type RunRecord, type WorkflowRun } from '../../core';
import { type Request, SourceError } from '../../sources/errors';
import { isPacked, recordOfPacked } from '../../sources/packedText';
import { recordOf } from '../../sources/recordOf';
import { type Sha256 } from './files';

/**
 * The form of an archived run: one line of JSON with what GitHub said of it, then the document's own text, byte for byte,
 * where there is one. So a document that can't be parsed is kept as well as any other.
 */
const FORMAT = 2;
/** What version 0.1.0 wrote: all of it is one JSON object, with the document as its last field. */
const OLD_FORMAT = 1;
const OLD_MARK = ',"document":';

const headSchema = v.object({
  format: v.number(),
  workflowRun: v.object({
    id: v.pipe(v.string(), v.regex(/^\d{1,20}$/)),
    attempt: v.number(),
    createdAt: v.string(),
    commit: v.string(),
    branch: v.string(),
    event: v.string(),
    conclusion: v.string(),
    updatedAt: v.optional(v.string()),
    workflow: v.optional(v.string()),
    isForeign: v.optional(v.boolean()),
    release: v.optional(v.string()),
  }),
  sha256: v.optional(v.string()),
  absence: v.optional(v.object({ kind: v.string(), message: v.string(), asked: v.optional(v.string()) })),
});

/** Returns the text of a run's file. */
export async function writeForm(
  { text, document, absence }: RunRecord,
  run: WorkflowRun,
  sha256: Sha256
): Promise<string> {
  const body = text ?? (document === undefined ? undefined : JSON.stringify(document));
  const head = { format: FORMAT, workflowRun: run, absence, ...(body !== undefined && { sha256: await sha256(body) }) };
  return `${JSON.stringify(head)}\n${body ?? ''}`;
}

/**
 * Returns the run that a file's text holds.
 *
 * @throws SourceError `corrupt` where the text is damaged, `notConfigured` where a newer version wrote it.
 */
export async function readForm(
  text: string,
  request: Request,
  sha256: Sha256
): Promise<RunRecord & { workflowRun: WorkflowRun }> {
  const end = text.indexOf('\n');
  const line = end < 0 ? text : text.slice(0, end);
  const isOld = line.startsWith(`{"format":${OLD_FORMAT},`);
  const head = readHead(isOld ? oldHead(text) : line, request);
  const body = isOld ? oldBody(text) : text.slice(line.length + 1);
  const { workflowRun, absence, sha256: expected } = head;
  if (expected === undefined) {
    return { workflowRun, absence };
  }
  if ((await sha256(body)) !== expected) {
    throw damaged('does not match its checksum', request);
  }
  const record = isPacked(body) ? await recordOfPacked(workflowRun, body, absence) : recordOf(workflowRun, body);
  return { ...record, workflowRun };
}

function readHead(line: string, request: Request): v.InferOutput<typeof headSchema> {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw damaged('is not whole', request);
  }
  const format = typeof json === 'object' && json !== null && 'format' in json ? Number(json.format) : 0;
  if (format > FORMAT) {
    throw new SourceError('notConfigured', 'A newer version of SGLang Nightly wrote the archived run', {
      request,
      advice: 'It is left alone: update this one to read it.',
    });
  }
  const parsed = v.safeParse(headSchema, json);
  if (!parsed.success) {
    throw damaged('is not in the form it was written in', request);
  }
  return parsed.output;
}

function damaged(what: string, request: Request): SourceError {
  return new SourceError('corrupt', `The archived run ${what}`, {
    request,
    advice: 'It is left alone, and fetched again while GitHub still has it.',
  });
}

function oldHead(text: string): string {
  const mark = text.indexOf(OLD_MARK);
  return mark < 0 ? text : `${text.slice(0, mark)}}`;
}

function oldBody(text: string): string {
  return text.slice(text.indexOf(OLD_MARK) + OLD_MARK.length, text.lastIndexOf('}'));
}

/** Returns what is known of a run of which only the document is. */
export function workflowRunOf({ run }: Night): WorkflowRun {
  const { id, attempt, commit, branch, event, conclusion, workflow, time } = run;
  const createdAt = new Date(time).toISOString();
  return { id, attempt, commit, branch, event, conclusion, createdAt, ...(workflow && { workflow }) };
}

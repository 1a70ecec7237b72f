import type JSZip from 'jszip';

import { type Issue, makeIssue } from '../../model/issue';
import { inflate, type StreamingEntry } from './inflate';
import { UNPACK_LIMITS, type UnpackLimits } from './limits';
import { withoutNeedlessZip64 } from './zip64';

/** A file of an artifact, as text. */
export interface UnpackedFile {
  readonly name: string;
  readonly text: string;
}

/** The JSON documents inside an artifact, with what was wrong. */
interface Unpacked {
  readonly files: readonly UnpackedFile[];
  readonly issues: readonly Issue[];
}

/**
 * Returns the JSON documents inside an artifact's bytes.
 *
 * The entry called `expectedName` is taken alone, else all JSON entries. Nothing is ever written, and no name from the zip is
 * used as a path. Checksums are checked. What can't be read is an issue that names the run; only where jszip itself can't be loaded,
 * which says nothing of the artifact, this throws.
 */
export async function unpack(
  bytes: Uint8Array,
  runId: string,
  expectedName: string,
  limits: UnpackLimits = UNPACK_LIMITS
): Promise<Unpacked> {
  const where = `run ${runId}: artifact`;
  if (bytes.byteLength > limits.packedBytes) {
    return {
      files: [],
      issues: [makeIssue('tooLarge', where, `at most ${limits.packedBytes} bytes`, `${bytes.byteLength} bytes`)],
    };
  }
  if (isDocument(bytes)) {
    return { files: [{ name: expectedName, text: await textOf(bytes) }], issues: [] };
  }
  const { default: Zip } = await import('jszip');
  let zip: JSZip;
  try {
    zip = await Zip.loadAsync(withoutNeedlessZip64(bytes));
  } catch (error) {
    return { files: [], issues: [makeIssue('notAZip', where, 'a whole zip file', firstSentence(error))] };
  }
  const { entries, issues } = chooseEntries(zip, where, expectedName, limits);
  return { ...(await inflateAll(entries, where, bytes.byteLength, limits)), ...(issues.length > 0 && { issues }) };
}

/** One after the other, so that all together keep to the limits of one. */
async function inflateAll(
  entries: readonly JSZip.JSZipObject[],
  where: string,
  packedBytes: number,
  limits: UnpackLimits
): Promise<Unpacked> {
  const files: UnpackedFile[] = [];
  const issues: Issue[] = [];
  let left = limits.unpackedBytes;
  for (const entry of entries) {
    const path = `${where}, ${entry.name}`;
    const bounds = { ...limits, unpackedBytes: left };
    const inflated = await inflate(entry as unknown as StreamingEntry, path, packedBytes, bounds);
    issues.push(...inflated.issues);
    if (inflated.bytes) {
      files.push({ name: entry.name, text: await textOf(inflated.bytes) });
      left -= inflated.bytes.length;
    }
  }
  return { files, issues };
}

/** What documents are called. */
const DOCUMENT = /\.(jsonl?|csv)$/;

const [BRACE, BRACKET] = [0x7b, 0x5b];

/** Whether an artifact is the document itself, as an upload without an archive leaves it. */
function isDocument(bytes: Uint8Array): boolean {
  const start = bytes[0] === 0xef ? 3 : 0;
  const first = bytes.subarray(start).find((byte) => byte > 0x20);
  return first === BRACE || first === BRACKET;
}

/** Returns bytes as text, by jszip's own decoder: not every engine has a TextDecoder. What is no UTF-8 becomes U+FFFD. */
async function textOf(bytes: Uint8Array): Promise<string> {
  const { default: Zip } = await import('jszip');
  const zip = new Zip().file('document', bytes);
  return zip.file('document')!.async('string');
}

function chooseEntries(zip: JSZip, where: string, expectedName: string, limits: UnpackLimits) {
  const files = Object.values(zip.files).filter((file) => !file.dir);
  if (files.length > limits.entries) {
    const issue = makeIssue('tooManyEntries', where, `at most ${limits.entries} entries`, `${files.length}`);
    return { entries: [], issues: [issue] };
  }
  const isExpected = ({ name }: { name: string }) => name === expectedName || name.endsWith(`/${expectedName}`);
  const expected = files.find(isExpected);
  const entries = expected ? [expected] : files.filter(({ name }) => DOCUMENT.test(name));
  if (entries.length === 0) {
    const names = files.map((file) => file.name).join(', ') || 'no entry';
    return { entries, issues: [makeIssue('noDocument', where, expectedName, names)] };
  }
  return { entries, issues: [] };
}

function firstSentence(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split(/[\n:]/, 1)[0] ?? '';
}

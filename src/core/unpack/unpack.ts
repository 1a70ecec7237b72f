import type JSZip from 'jszip';

import { type Issue, makeIssue } from '../model/issue';
import { inflate, type StreamingEntry } from './inflate';
import { UNPACK_LIMITS, type UnpackLimits } from './limits';

/** A file of an artifact, as text. */
export interface UnpackedFile {
  readonly name: string;
  readonly text: string;
}

/** The JSON documents inside an artifact, with what was wrong. */
export interface Unpacked {
  readonly files: readonly UnpackedFile[];
  readonly issues: readonly Issue[];
}

/**
 * Returns the JSON documents inside an artifact's bytes.
 *
 * The entry called `expectedName` is taken alone, else all JSON entries. Nothing is ever written, and no name from the zip is
 * used as a path. Checksums are checked. Never throws: what can't be read is an issue that names the run.
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
  const plain = documentText(bytes);
  if (plain !== undefined) {
    return { files: [{ name: expectedName, text: plain }], issues: [] };
  }
  let zip: JSZip;
  try {
    const { default: Zip } = await import('jszip');
    zip = await Zip.loadAsync(bytes, { checkCRC32: true });
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
  let left = limits.unpackedLength;
  for (const entry of entries) {
    const path = `${where}, ${entry.name}`;
    const bounds = { ...limits, unpackedLength: left };
    const inflated = await inflate(entry as unknown as StreamingEntry, path, packedBytes, bounds);
    issues.push(...inflated.issues);
    if (inflated.text !== undefined) {
      files.push({ name: entry.name, text: inflated.text });
      left -= inflated.text.length;
    }
  }
  return { files, issues };
}

const [BRACE, BRACKET] = [0x7b, 0x5b];

/** The text of an artifact that is the document itself, as an upload without an archive leaves it. */
function documentText(bytes: Uint8Array): string | undefined {
  const start = bytes[0] === 0xef ? 3 : 0;
  const first = bytes.subarray(start).find((byte) => byte > 0x20);
  return first === BRACE || first === BRACKET ? utf8(bytes) : undefined;
}

/** In parts, for not every engine has a TextDecoder, or takes as many arguments as an artifact has bytes. */
function utf8(bytes: Uint8Array): string {
  const part = 0x2000;
  let escaped = '';
  for (let at = 0; at < bytes.length; at += part) {
    escaped += Array.from(bytes.subarray(at, at + part), (byte) =>
      byte < 0x80 && byte !== 0x25 ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`
    ).join('');
  }
  try {
    return decodeURIComponent(escaped);
  } catch {
    return '';
  }
}

function chooseEntries(zip: JSZip, where: string, expectedName: string, limits: UnpackLimits) {
  const files = Object.values(zip.files).filter((file) => !file.dir);
  if (files.length > limits.entries) {
    const issue = makeIssue('tooManyEntries', where, `at most ${limits.entries} entries`, `${files.length}`);
    return { entries: [], issues: [issue] };
  }
  const isExpected = ({ name }: { name: string }) => name === expectedName || name.endsWith(`/${expectedName}`);
  const expected = files.find(isExpected);
  const entries = expected ? [expected] : files.filter(({ name }) => name.endsWith('.json'));
  if (entries.length === 0) {
    const names = files.map((file) => file.name).join(', ') || 'no entry';
    return { entries, issues: [makeIssue('noDocument', where, expectedName, names)] };
  }
  return { entries, issues: [] };
}

function firstSentence(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split(/[\n:]/, 1)[0] ?? '';
}

import { readFileSync, statSync } from 'node:fs';

import * as v from 'valibot';
import { LineCounter, parseDocument, type Document, isNode } from 'yaml';

import { type Acknowledgement } from '../src/core';

/** An acknowledgement file that can't be used; its message says where and why. */
export class AckFileError extends Error {
  override readonly name = 'AckFileError';
}

const LARGEST = 1024 * 1024;
const MOST = 1000;
const MS_A_DAY = 24 * 60 * 60 * 1000;
const LABELS = [
  'gpu_config',
  'model',
  'variant',
  'batch_size',
  'input_len',
  'output_len',
  'test_suite',
  'test_name',
  'metric',
] as const;

const pattern = v.pipe(
  v.union([v.string(), v.number()], 'Expected a text'),
  v.transform(String),
  v.maxLength(300, 'Expected at most 300 characters')
);

/** A date holds until its end. */
const until = v.pipe(
  v.string('Expected a date such as 2026-12-31'),
  v.transform((text) => Date.parse(text) + (/^\d{4}-\d{2}-\d{2}$/.test(text) ? MS_A_DAY : 0)),
  v.number('Expected a date such as 2026-12-31')
);

const acknowledgement = v.pipe(
  v.strictObject(
    {
      id: v.optional(
        v.pipe(
          v.string('Expected an id in quotes'),
          v.regex(/^[0-9a-f]{12}$/, 'Expected an id of 12 hexadecimal digits')
        )
      ),
      labels: v.optional(
        v.pipe(
          v.record(v.picklist(LABELS, `Expected one of ${LABELS.join(', ')}`), pattern),
          v.check((labels) => Object.keys(labels).length > 0, 'Expected at least one label')
        )
      ),
      reason: v.pipe(v.string('Expected a reason'), v.trim(), v.minLength(1, 'Expected a reason'), v.maxLength(500)),
      until: v.optional(until),
    },
    ({ expected, received }) =>
      expected === 'never' ? `Unknown field ${received}: there are id, labels, reason, until` : `Expected ${expected}`
  ),
  v.check(({ id, labels }) => (id === undefined) !== (labels === undefined), 'Expected either id or labels')
);

const schema = v.strictObject(
  { acknowledgements: v.pipe(v.array(acknowledgement, 'Expected a list'), v.maxLength(MOST)) },
  'Expected acknowledgements: and a list under it'
);

/**
 * Returns the acknowledgements that a YAML text holds.
 *
 * @throws AckFileError that names the line and what is expected there.
 */
export function parseAcknowledgements(text: string, path: string): Acknowledgement[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    throw new AckFileError(`${path}:${lines.linePos(error.pos[0]).line}: ${error.message}`);
  }
  const parsed = v.safeParse(schema, document.toJS({ maxAliasCount: 0 }) ?? {}, { abortEarly: true });
  if (parsed.success) {
    return parsed.output.acknowledgements;
  }
  const [issue] = parsed.issues;
  const keys = (issue.path ?? []).map(({ key }) => key as string | number);
  const at = v.getDotPath(issue);
  throw new AckFileError(`${path}:${lineOf(document, keys, lines)}: ${at ? `${at}: ` : ''}${issue.message}`);
}

/** The line of what the keys lead to, or of the last thing on the way that is there. */
function lineOf(document: Document, keys: ReadonlyArray<string | number>, lines: LineCounter): number {
  for (let length = keys.length; length > 0; length--) {
    const node = document.getIn(keys.slice(0, length), true);
    if (isNode(node) && node.range) {
      return lines.linePos(node.range[0]).line;
    }
  }
  return 1;
}

/** What an acknowledgement file holds now; while it is wrong, what it held before, and what is wrong with it. */
export interface Held {
  readonly acknowledgements: readonly Acknowledgement[];
  readonly error?: string;
}

/** An acknowledgement file that may change at any time: returns what it holds. */
export type AckFile = () => Held;

/**
 * Opens an acknowledgement file.
 *
 * @throws AckFileError where it can't be read or is wrong.
 */
export function openAckFile(path: string, log: (line: string) => void): AckFile {
  let version = versionOf(path);
  let held: Held = { acknowledgements: read(path) };
  return () => {
    const now = versionOf(path);
    if (now !== version) {
      version = now;
      try {
        held = { acknowledgements: read(path) };
        log(`Acknowledgements: ${held.acknowledgements.length} read from ${path}.`);
      } catch (error) {
        held = { ...held, error: (error as Error).message };
        log(`The acknowledgements stay as they were: ${held.error}`);
      }
    }
    return held;
  };
}

function read(path: string): Acknowledgement[] {
  try {
    if (statSync(path).size > LARGEST) {
      throw new AckFileError(`${path}: larger than ${LARGEST} bytes`);
    }
    return parseAcknowledgements(readFileSync(path, 'utf8'), path);
  } catch (error) {
    throw error instanceof AckFileError ? error : new AckFileError(`${path}: ${(error as Error).message}`);
  }
}

function versionOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.mtimeMs} ${found.size}` : 'absent';
}

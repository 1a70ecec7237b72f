import * as v from 'valibot';
import { LineCounter, parseDocument, type Document, isNode } from 'yaml';

import { type Acknowledgement, LABEL_NAMES, MS_PER_DAY, parseTime } from '../../core';

/** Acknowledgements that can't be used; the message says where and why. */
export class AcknowledgementsError extends Error {
  override readonly name = 'AcknowledgementsError';
}

const MOST = 1000;
const LABELS = [...LABEL_NAMES, 'metric'] as const;

const pattern = v.pipe(
  v.union([v.string(), v.number()], 'Expected a text'),
  v.transform(String),
  v.maxLength(300, 'Expected at most 300 characters')
);

/** A date holds until its end. */
const until = v.pipe(
  v.string('Expected a date such as 2026-12-31'),
  v.transform((text) => parseTime(text) + (/^\d{4}-\d{2}-\d{2}$/.test(text) ? MS_PER_DAY : 0)),
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
 * Returns the acknowledgements that a YAML text holds. `path` names it in messages.
 *
 * @throws AcknowledgementsError that names the line and what is expected there.
 */
export function parseAcknowledgements(text: string, path: string): Acknowledgement[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    throw new AcknowledgementsError(`${path}:${lines.linePos(error.pos[0]).line}: ${error.message}`);
  }
  const parsed = v.safeParse(schema, document.toJS({ maxAliasCount: 0 }) ?? {}, { abortEarly: true });
  if (parsed.success) {
    return parsed.output.acknowledgements;
  }
  const [issue] = parsed.issues;
  const keys = (issue.path ?? []).map(({ key }) => key as string | number);
  const at = v.getDotPath(issue);
  throw new AcknowledgementsError(`${path}:${lineOf(document, keys, lines)}: ${at ? `${at}: ` : ''}${issue.message}`);
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

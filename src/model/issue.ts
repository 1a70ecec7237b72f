import { plainText } from '../lib/texts';

/** What can be wrong with data. Every kind is explained in docs/errors.md. */
export const ISSUE_KINDS = [
  'notAZip',
  'tooLarge',
  'tooManyEntries',
  'noDocument',
  'invalidJson',
  'notANumber',
  'wrongType',
  'missingField',
  'noResults',
  'unknownForm',
  'testFailed',
  'wrongDate',
  'sameVariantOtherArguments',
  'sameSeries',
  'tooManyIssues',
] as const;

type IssueKind = (typeof ISSUE_KINDS)[number];

/** One thing that is wrong with the data of one run. Bad data is a value: it is counted and shown, never thrown. */
export interface Issue {
  readonly kind: IssueKind;
  /** Where it is: the run, then the way into its document, such as `run 213: results[3].benchmarks[0].ttft_ms`. */
  readonly path: string;
  readonly expected: string;
  readonly received: string;
  readonly message: string;
}

const RECEIVED_LENGTH = 60;

/** Returns an issue whose message follows the one template; `received` is shortened, for it comes from outside. */
export function makeIssue(kind: IssueKind, path: string, expected: string, received: unknown): Issue {
  const text = describe(received);
  return { kind, path, expected, received: text, message: `${path}: expected ${expected}, received ${text}` };
}

function describe(received: unknown): string {
  const text = plainText(textOf(received));
  return text.length > RECEIVED_LENGTH ? `${text.slice(0, RECEIVED_LENGTH)}…` : text;
}

/** Lists and objects are named by their size alone: they may be deep enough to end whatever walks through them. */
function textOf(received: unknown): string {
  if (received === undefined) {
    return 'nothing';
  }
  if (Array.isArray(received)) {
    return `a list of ${received.length}`;
  }
  if (typeof received === 'object' && received !== null) {
    return `an object of ${Object.keys(received).length}`;
  }
  return String(received);
}

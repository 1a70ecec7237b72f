import {
  type Changes,
  type CommitsBetween,
  Detection,
  type InvalidRuns,
  type Remembered,
  MS_PER_DAY,
  type NightTable,
  NOTHING_REMEMBERED,
  type Notice,
  plural,
  type Release,
  type Run,
} from '../../core';
import { ALL_KNOWN, type Answer, answerWith, type Known, missingOf } from '../../backend/answer';
import { EventMemory, mergeRemembered } from '../../backend/store/eventMemory';
import { NightStore } from '../../backend/store/nightStore';
import { SourceError } from '../../sources/errors';
import { type RunSource } from '../../sources/runSource';
import { openAckFile, openAliasFile, openInvalidRuns } from './knowledgeFiles';
import { type ChosenSource } from '../../sources/source';
import { archiveFolder, createSource, existingArchive, factsOf, fileSource } from './createSource';
import { openFolder } from '../node/nodeFiles';
import { type DetectionFlags, type SourceFlags, type SourceName } from './options';
import { suspectCommits } from './suspectCommits';
import { findToken } from './tokens';
import { withUnofficial } from './unofficialRuns';

/** The options of commands that look for changes. */
export interface FindFlags extends SourceFlags, DetectionFlags {
  readonly source: SourceName;
  readonly days: number;
  readonly input?: string;
  readonly dataDir: string;
  readonly newWithin: number;
  readonly branch?: string;
  readonly suspects?: boolean;
}

/** Nights, and what was found in them. */
export interface NightsAndFindings extends ChosenSource {
  readonly table: NightTable;
  /** The newest run with results. */
  readonly newest: Run;
  readonly findings: Changes;
  readonly commitsBetween: CommitsBetween;
  readonly releases?: readonly Release[];
}

/** What detection looks at before the days that are asked for. */
const HISTORY_DAYS = 120;
const NO_NIGHT = 'There is no night with results.';

interface FindOptions {
  /** What is remembered elsewhere. */
  readonly remembered?: Remembered;
  /** Runs that are no part of the nights, to be laid over them. */
  readonly unofficial?: RunSource;
}

/** Reads nights and looks for changes in them. Nothing is known where there is no night with results. */
export async function findInNights(
  flags: FindFlags,
  warn: (line: string) => void,
  { remembered, unofficial }: FindOptions = {}
): Promise<Answer<NightsAndFindings>> {
  const acknowledgements = flags.ackFile ? openAckFile(flags.ackFile, warn)().acknowledgements : [];
  const nights = await chooseSource(flags);
  const chosen = unofficial ? { ...nights, source: withUnofficial(nights.source, unofficial) } : nights;
  const { table, known, failures } = await loadTable(chosen, flags, warn);
  const newest = table.runs.findLast((entry) => entry.benchmarks > 0)?.run;
  if (!newest) {
    return { known: 'not yet', why: { severity: 'warning', text: NO_NIGHT }, failure: failures[0] };
  }
  const detection = new Detection({ sensitivity: { preset: flags.preset, smallestChange: flags.smallestChange } });
  const findings = detection.changesNow(table, {
    acknowledgements,
    remembered: mergeRemembered([await rememberedChanges(flags, warn), remembered ?? NOTHING_REMEMBERED]),
    now: Date.now(),
    branch: flags.branch,
    newWithinDays: flags.newWithin,
  });
  const commits = await suspectCommits({ ...flags, source: flags.input ? 'file' : flags.source }, chosen.commits, warn);
  await commits.look(findings, table);
  const { between: commitsBetween, releases } = commits;
  return answerWith(known, { ...chosen, table, newest, findings, commitsBetween, releases });
}

const NO_NIGHT_ADVICE = 'Choose another --source or --input, or more --days.';

/** Returns nights that were read, and what is to be said where not all could be. @throws SourceError where there is none. */
export function nightsOf(answer: Answer<NightsAndFindings>): {
  readonly nights: NightsAndFindings;
  readonly partial: readonly Notice[];
} {
  if (answer.known === 'not yet') {
    const text = missingOf(answer).replace(/\.$/, '');
    throw new SourceError('notFound', text, { advice: NO_NIGHT_ADVICE, cause: answer.failure });
  }
  return answer.known === 'partly'
    ? { nights: answer.part, partial: answer.why }
    : { nights: answer.value, partial: [] };
}

async function chooseSource(flags: FindFlags): Promise<ChosenSource> {
  if (flags.input) {
    return { source: fileSource(flags.input), ...factsOf(flags) };
  }
  const token = flags.source === 'github' ? await findToken(flags.apiUrl, process.env) : undefined;
  return createSource(flags.source, flags, {
    ...flags,
    token,
    environment: process.env,
    onWait: (sentence) => process.stderr.write(`${sentence}\n`),
  });
}

async function loadTable({ source, days }: ChosenSource, flags: FindFlags, warn: (line: string) => void) {
  const invalid = new Map([...((await archivedInvalid(flags)) ?? []), ...(openInvalidRuns(flags) ?? [])]);
  const store = new NightStore({ source, now: Date.now, ttl: Infinity, aliases: openAliasFile(flags), invalid });
  // A source that gives all it has is looked at as a whole: its newest night may be months old.
  const from = Number.isFinite(days) ? Date.now() - (flags.days + HISTORY_DAYS) * MS_PER_DAY : -Infinity;
  const { failures } = await store.load({ from, to: Infinity });
  [...failures, ...store.unplaced].forEach(({ message }) => warn(message));
  return { table: store.table, known: knownOf(failures), failures };
}

/** The runs that the archive's own list takes out. */
async function archivedInvalid(flags: FindFlags): Promise<InvalidRuns | undefined> {
  const fromArchive = flags.source === 'archive' && !flags.input;
  return fromArchive ? (await existingArchive(flags)).invalidRuns() : undefined;
}

function knownOf(failures: readonly SourceError[]): Known {
  const [first] = failures;
  const text = `This report is partial: ${plural(failures.length, 'run')} could not be read, the first: ${first?.message}`;
  return first ? { known: 'partly', why: [{ severity: 'warning', text }] } : ALL_KNOWN;
}

/** What the collector of an archive remembers of changes, so that they have the ids that it gives them. */
async function rememberedChanges(flags: FindFlags, warn: (line: string) => void): Promise<Remembered> {
  const fromArchive = flags.source === 'archive' && !flags.input;
  return fromArchive ? new EventMemory(await openFolder(archiveFolder(flags))).read(warn) : NOTHING_REMEMBERED;
}

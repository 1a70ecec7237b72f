import { InvalidArgumentError, Option } from 'commander';

import { DEFAULT_SENSITIVITY, isRepository, type Preset, PRESETS } from '../../core';
import { GITHUB_DEFAULTS } from '../../sources/github/githubOptions';
import { FORMATS } from './flatFormats';

/** The sources of nights, by the names that the command line has for them. */
const SOURCE_NAMES = ['github', 'public', 'url', 'collector', 'archive', 'demo'] as const;
export type SourceName = (typeof SOURCE_NAMES)[number];

/** Options that say where nights come from. */
export interface SourceFlags {
  /** The address of the file, of the other collector, or of the folder of public nights. */
  readonly url?: string;
  readonly repo: string;
  readonly workflows?: string;
  readonly workflow?: string;
  readonly artifactPrefix?: string;
  readonly apiUrl: string;
  readonly concurrency: number;
  readonly event?: string;
  readonly scheduledOnly?: boolean;
}

/** Every option can be given by an environment variable too: `--data-dir` by `SGLANG_NIGHTLY_DATA_DIR`. */
export function option(flags: string, description: string): Option {
  const name = /--([\w-]+)/.exec(flags)?.[1] ?? '';
  return new Option(flags, description).env(`SGLANG_NIGHTLY_${name.toUpperCase().replaceAll('-', '_')}`);
}

/** Options that say whose nights they are: an archive has a folder for each. */
export const repositoryOptions = (): Option[] => [
  option('--repo <owner/name>', 'repository').default(GITHUB_DEFAULTS.repository).argParser(repository),
  option('--workflow <file>', "one workflow file alone; all of SGLang's nightly ones if left out").argParser(plainName),
];

export const sourceOptions = (): Option[] => [
  option(
    '--url <url>',
    'address of the file for --source url, of the collector for --source collector, or of the folder for --source public'
  ).argParser(url),
  ...repositoryOptions(),
  option(
    '--workflows <text>',
    'workflows and the artifacts of their runs, as "FILE: NAME, NAME; FILE: NAME", with {run} for the run\'s id and * for any text'
  ),
  option('--artifact-prefix <text>', "what an artifact's name begins with, before the run's id").argParser(plainName),
  option('--api-url <url>', 'GitHub API; for GitHub Enterprise https://HOST/api/v3 or https://api.NAME.ghe.com')
    .default(GITHUB_DEFAULTS.apiUrl)
    .argParser(url),
  option('--concurrency <n>', 'runs in flight at once')
    .default(GITHUB_DEFAULTS.concurrency)
    .argParser(wholeNumber(1, 32)),
  option('--event <name>', 'only runs started by this event, such as schedule'),
  option('--scheduled-only', 'only nightly runs: the same as --event schedule'),
];

/** Returns the option that chooses how nights are written. */
export function formatOption(): Option {
  return option(
    '--format <name>',
    'json: the run documents; csv, ndjson or parquet: one row for each series of each night'
  )
    .choices(FORMATS)
    .default('json');
}

/** Returns the option that chooses the source. */
export function sourceOption(first: SourceName): Option {
  return option('--source <name>', 'where the nights come from').choices(SOURCE_NAMES).default(first);
}

/** Options of detection. */
export interface DetectionFlags {
  readonly preset: Preset;
  readonly smallestChange: number;
  readonly ackFile?: string;
  readonly aliasFile?: string;
}

export const detectionOptions = (): Option[] => [
  option('--preset <name>', 'detection sensitivity; high reports changes earlier, with more false alarms')
    .choices(PRESETS)
    .default(DEFAULT_SENSITIVITY.preset),
  option('--smallest-change <percent>', 'smallest change that is reported')
    .default(DEFAULT_SENSITIVITY.smallestChange)
    .argParser(percent),
  option('--ack-file <file>', 'acknowledged changes, in YAML'),
  option('--alias-file <file>', 'what was renamed, in YAML: its series go on under the present name'),
];

function percent(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !(number >= 0 && number <= 100)) {
    throw new InvalidArgumentError('Give a number from 0 to 100.');
  }
  return number;
}

/** Returns a parser of whole numbers from `least` to `most`. */
export function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < least || number > most) {
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    }
    return number;
  };
}

/** A week: GitHub keeps artifacts for 90 days, and a timer can't wait much longer. */
const MOST_HOURS = 168;

export function hours(text: string): number {
  const number = Number(text);
  if (!(number > 0 && number <= MOST_HOURS)) {
    throw new InvalidArgumentError(`Give a number of hours above 0, at most ${MOST_HOURS}.`);
  }
  return number;
}

/** Returns the parts of a list that commas separate. */
export function listed(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

export function runId(text: string): string {
  if (!/^\d{1,20}$/.test(text)) {
    throw new InvalidArgumentError("Give the run's number, as in .../actions/runs/NUMBER.");
  }
  return text;
}

function repository(text: string): string {
  if (!isRepository(text)) {
    throw new InvalidArgumentError('Give it as owner/name, such as sgl-project/sglang.');
  }
  return text;
}

function plainName(text: string): string {
  if (!/^[\w.-]{1,200}$/.test(text) || /^\.+$/.test(text)) {
    throw new InvalidArgumentError('Only letters, digits, ".", "_" and "-" can stand in it.');
  }
  return text;
}

function url(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new InvalidArgumentError('Give an address such as https://api.github.com.');
  }
  return text.replace(/\/+$/, '');
}

/** Options of commands that look for changes: in which nights, and what is known of them. */
export const findOptions = (): Option[] => [
  option('--days <n>', 'include changes that ended within the last n days').default(30).argParser(wholeNumber(1, 3650)),
  sourceOption('archive'),
  option('--input <file>', 'a file that fetch wrote, instead of a source; - reads standard input'),
  option('--data-dir <dir>', "the collector's archive, for --source archive").default('data'),
  option('--new-within <days>', 'how many days a regression is new for').default(3).argParser(wholeNumber(1, 365)),
  option(
    '--suspects',
    'ask GitHub for the commits that may have caused the incidents, with a token; with --source github always'
  ),
  option('--branch <name>', 'the main branch; that of the newest usual run if left out'),
  ...detectionOptions(),
  ...sourceOptions(),
];

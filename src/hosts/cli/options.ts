import { InvalidArgumentError, Option } from 'commander';

import { DEFAULT_SENSITIVITY, groupBy, type Preset, PRESETS } from '../../core';
import { type SettingName, SOURCE_KINDS, type SourceKind, sourceOf } from '../../sources/registry';
import { problemOf, type Setting, tidied } from '../../sources/source';
import { GITHUB_DEFAULTS } from '../../sources/github/githubOptions';
import { FORMATS } from './flatFormats';

/** The sources of nights, by the names that the command line has for them. */
export type SourceName = SourceKind | 'archive';
const SOURCE_NAMES: readonly SourceName[] = ['github', 'public', 'url', 'collector', 'archive', 'demo'];

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
export const repositoryOptions = (): Option[] => declaredOptions(({ name }) => WHOSE.has(name));
const WHOSE: ReadonlySet<SettingName> = new Set<SettingName>(['repository', 'workflow']);

export const sourceOptions = (): Option[] => [
  ...declaredOptions(() => true),
  option('--concurrency <n>', 'runs in flight at once')
    .default(GITHUB_DEFAULTS.concurrency)
    .argParser(wholeNumber(1, 32)),
  option('--scheduled-only', 'only nightly runs: the same as --event schedule'),
];

/** The options that sources declare. Several may share one: then it says what it is for each of them. */
function declaredOptions(isWanted: (setting: Setting<SettingName>) => boolean): Option[] {
  const declared = SOURCE_KINDS.flatMap((kind) =>
    sourceOf(kind).settings.flatMap((setting) => (setting.option && isWanted(setting) ? [{ kind, setting }] : []))
  );
  return [...groupBy(declared, ({ setting }) => setting.option!)].map(([flags, same]) => {
    const [{ setting }] = same as [(typeof declared)[number]];
    const text =
      same.length === 1
        ? inLine(setting.description)
        : same.map(({ kind, setting: { description } }) => `--source ${kind}: ${inLine(description)}`).join('; ');
    const made = option(flags, text).argParser((given) => checked(setting, given));
    return setting.default && same.length === 1 ? made.default(setting.default) : made;
  });
}

/** A sentence among others of a list. */
function inLine(description: string): string {
  const text = description.replace(/\.$/, '');
  return /^[A-Z][a-z' ]/.test(text) && !text.startsWith('SGLang') ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function checked(setting: Setting, given: string): string {
  const text = tidied(setting, given);
  const problem = problemOf(setting, text);
  if (problem) {
    throw new InvalidArgumentError(problem);
  }
  return text;
}

/** Returns the attribute that an option's value has among the flags: `--api-url <url>` is `apiUrl`. */
export function attributeOf(flags: string): keyof SourceFlags {
  return new Option(flags).attributeName() as keyof SourceFlags;
}

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
  readonly invalidRuns?: string;
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
  option(
    '--invalid-runs <runs>',
    'runs that are taken out: their numbers, between commas, or a file in YAML with the reasons'
  ),
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

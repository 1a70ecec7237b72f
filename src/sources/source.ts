import { isRepository, type Notice } from '../core';
import { type CommitSource } from './commitSource';
import { SourceError } from './errors';
import { type GitHubOptions } from './github/githubOptions';
import { type Http } from './http';
import { type RunSource } from './runSource';

/**
 * One setting of a source. It is declared once: Grafana's form, the options of the command line and what is read in Grafana's
 * server are made of it.
 */
export interface Setting<Name extends string = string> {
  /** As Grafana stores it. */
  readonly name: Name;
  readonly label: string;
  readonly description: string;
  /** Its default, where it has one; otherwise an example. */
  readonly placeholder: string;
  readonly kind: SettingKind;
  readonly default?: string;
  /** Whether the source can do without it where it has no default. */
  readonly isOptional?: boolean;
  /** What it is called on the command line, with its value: `--repo <owner/name>`. */
  readonly option?: string;
  /** Where the form shows it: everywhere if left out. */
  readonly shown?: 'with a server part' | 'once given';
}

/** A secret of a source: it goes to Grafana's encrypted store and never comes back. */
interface Secret {
  readonly name: 'collectorToken' | 'githubToken' | 'metricsSecret';
  readonly label: string;
  readonly description: string;
  /** Where one is made. */
  readonly link?: string;
  /** The setting that tells the browser whether one is stored, where that chooses the proxy's route. */
  readonly flag?: 'collectorWithToken';
  readonly shown?: 'with a server part';
  /** Whether its field comes before those of the settings, which have defaults then. */
  readonly isFirst?: boolean;
}

/** A kind of source: what it is called, what it needs, and how it is opened. */
export interface Source<Name extends string = string> {
  readonly label: string;
  /** What it gives: with a server part, and in the browser by itself. */
  readonly texts: readonly [string, string];
  /** What its form says first, with a server part and without one. */
  readonly notice?: readonly [Hint | undefined, Hint | undefined];
  /** Whether a browser reaches it through Grafana's proxy, whose routes read the stored settings and know no defaults. */
  readonly proxied?: boolean;
  readonly settings: ReadonlyArray<Setting<Name>>;
  readonly secret?: Secret;
  /** @throws SourceError `notConfigured` where a setting is missing or wrong. */
  readonly open: (settings: Given<Name>, ports: SourcePorts) => Promise<OpenedSource>;
}

interface Hint {
  readonly title: string;
  readonly text: string;
}

/** Settings as they were given; an empty one is none. */
export type Given<Name extends string = string> = Readonly<Partial<Record<Name, string>>>;

/** Where nights come from, with what hosts need to know of it. */
export interface ChosenSource {
  readonly source: RunSource;
  /** Where runs and commits are linked to. */
  readonly repositoryUrl: string;
  /** File of the main workflow, where its runs are listed. */
  readonly workflow?: string;
  /** What artifacts are asked for by, from GitHub. */
  readonly asked?: string;
  /** What is always said of its nights. */
  readonly notices: readonly Notice[];
  /** How many days back it is asked where nobody chooses: what costs nothing to have is had as a whole. */
  readonly days: number;
  /** How nights are had that are older than what it is asked for. */
  readonly older?: string;
  /** Where the commits of its repository come from; undefined without a token, for they would spend what is left for others. */
  readonly commits?: CommitSource;
  /** Whether few commits may be asked for: without a token there are few requests. */
  readonly sparing?: boolean;
}

/** A source that nights come from by themselves. */
export interface OpenedSource extends ChosenSource {
  /** Where its nights are kept; undefined where nothing of them is worth keeping. */
  readonly place?: Place;
  /**
   * Makes sure that it lists its runs now, with the credentials that it has.
   *
   * @throws SourceError where it does not.
   */
  readonly prove?: () => Promise<unknown>;
}

/** Where the nights of a source are kept, apart from those of any other. The same choice gives the same in every version. */
export interface Place {
  /** Folders by which people find it. */
  readonly folders: readonly string[];
  /** All that makes its nights others than those of another source. */
  readonly identity: readonly string[];
}

/** What a host offers to a source. */
export interface SourcePorts extends Pick<
  GitHubOptions,
  'token' | 'authorised' | 'runId' | 'concurrency' | 'sha256' | 'onWait'
> {
  /** HTTP to an address and what lies below it. */
  readonly httpFor: (url: string) => Http;
  /** The time, in milliseconds since 1970. */
  readonly now: () => number;
  readonly pause: () => Promise<void>;
  /** In a browser: Grafana's proxy, whose routes read the stored settings, and how the open web is reached. */
  readonly browser?: { readonly proxyUrl: string; readonly http: Http; readonly open: Http };
}

/** So long GitHub keeps artifacts. */
export const KEPT_DAYS = 90;

/** What a text can be: how long, and what is wrong with one that isn't that. */
export const SETTING_KINDS = {
  text: { most: 500 },
  list: { most: 5000 },
  address: {
    most: 2000,
    is: (text: string) => parses(text) && /^https?:\/\/[^\s/]/.test(text),
    problem: 'Give a whole address that begins with http:// or https://.',
  },
  /** Others are appended to it. */
  base: {
    most: 2000,
    is: (text: string) => parses(text) && /^https?:\/\/[^\s/?#]+[^\s?#]*$/.test(text),
    problem: 'Give a whole address that begins with http:// or https://, without ? and #.',
  },
  repository: { most: 140, is: isRepository, problem: 'Give it as owner/name, such as sgl-project/sglang.' },
  name: {
    most: 200,
    is: (text: string) => /^[\w.-]{1,200}$/.test(text) && !/^\.+$/.test(text),
    problem: 'Only letters, digits, ".", "_" and "-" can stand in it.',
  },
} as const satisfies Readonly<Record<string, SettingRule>>;

type SettingKind = keyof typeof SETTING_KINDS;

interface SettingRule {
  readonly most: number;
  readonly is?: (text: string) => boolean;
  readonly problem?: string;
}

/** Not every host of the program has `URL.canParse`. */
function parses(text: string): boolean {
  try {
    return Boolean(new URL(text));
  } catch {
    return false;
  }
}

/** Returns what is wrong with the text of a setting, if anything is; an empty one is that of its default. */
export function problemOf({ kind }: Pick<Setting, 'kind'>, text: string): string | undefined {
  const { most, is, problem }: SettingRule = SETTING_KINDS[kind];
  if (text.length > most) {
    return `Give at most ${most} characters.`;
  }
  return text === '' || !is || is(text) ? undefined : problem;
}

/** Returns an address without the slashes at its end, for others are appended to it; another text as it is. */
export function tidied({ kind }: Pick<Setting, 'kind'>, text: string): string {
  return kind === 'address' || kind === 'base' ? text.trim().replace(/\/+$/, '') : text.trim();
}

/**
 * Returns the value of a setting, or its default.
 *
 * @throws SourceError `notConfigured` that names it where it has neither.
 */
export function valueOf<Name extends string>(
  source: Pick<Source<Name>, 'settings' | 'proxied'>,
  given: Given<Name>,
  name: Name,
  { browser }: Pick<SourcePorts, 'browser'>
): string {
  const { default: first, placeholder, isOptional, option } = source.settings.find((one) => one.name === name)!;
  const value = given[name]?.trim() || (browser && source.proxied ? undefined : first);
  if (!value && !isOptional) {
    throw new SourceError('notConfigured', `The setting ${name} is empty`, {
      advice: `Fill it in in the data source's settings, or provision it: jsonData: { ${name}: ${placeholder} }.${
        option ? ` On the command line: ${option.split(' ')[0]} ${placeholder}.` : ''
      }`,
    });
  }
  return value ?? '';
}

import { type Notice } from '../core';
import { type CommitSource } from './commitSource';
import { demoCommits } from './demo/demoCommits';
import { DEMO_NOTICE, DEMO_REPOSITORY_URL, demoSource } from './demo/demoSource';
import { githubCommits } from './github/githubCommits';
import { actionsUrl, type GitHubOptions, repositoryUrl } from './github/githubOptions';
import { githubSource } from './github/githubSource';
import { askedText, type WorkflowChoice, workflowsOf } from './github/workflows';
import { type Http } from './http';
import { PUBLIC_REPOSITORY_URL, publicSource } from './public/publicSource';
import { ALL_RUNS, type RunSource } from './runSource';
import { urlSource } from './url/urlSource';

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

/** So long GitHub keeps artifacts. */
const KEPT_DAYS = 90;

/** What says which source it is, in the words of settings and of the command line, with their defaults. */
export type SourceChoice =
  | ({
      readonly kind: 'github';
      readonly apiUrl: string;
      readonly repository: string;
      readonly event?: string;
    } & WorkflowChoice)
  | { readonly kind: 'public'; readonly url: string }
  | { readonly kind: 'url'; readonly url: string; readonly repositoryUrl: string }
  | { readonly kind: 'demo' };

/** What a host offers to a source. */
interface SourcePorts extends Pick<
  GitHubOptions,
  'token' | 'authorised' | 'runId' | 'concurrency' | 'sha256' | 'onWait'
> {
  /** HTTP to an address and what lies below it. */
  readonly httpFor: (url: string) => Http;
  /** The time, in milliseconds since 1970. */
  readonly now: () => number;
  readonly pause: () => Promise<void>;
}

/** Returns the source that a choice names, for hosts that keep its nights. @throws SourceError `notConfigured` */
export function openSource(choice: SourceChoice, ports: SourcePorts): OpenedSource {
  switch (choice.kind) {
    case 'github':
      return gitHub(choice, ports);
    case 'url': {
      const open = () => urlSource({ http: ports.httpFor(choice.url), url: choice.url });
      const { repositoryUrl: links, url } = choice;
      const prove = () => open().load(ALL_RUNS);
      return {
        source: open(),
        repositoryUrl: links,
        notices: [],
        days: Infinity,
        place: { folders: ['url'], identity: [url] },
        prove,
      };
    }
    case 'public': {
      const { url } = choice;
      const source = publicSource({ http: ports.httpFor(url), url, now: ports.now });
      const prove = () => source.load({ from: ports.now(), to: Infinity });
      return {
        source,
        repositoryUrl: PUBLIC_REPOSITORY_URL,
        notices: [],
        days: Infinity,
        older: 'ask for more days.',
        place: { folders: ['public'], identity: [url] },
        prove,
      };
    }
    case 'demo':
      return {
        source: demoSource({ end: ports.now, pause: ports.pause }),
        repositoryUrl: DEMO_REPOSITORY_URL,
        commits: demoCommits(ports.now),
        days: KEPT_DAYS,
        notices: [{ severity: 'info', text: DEMO_NOTICE }],
      };
  }
}

function gitHub(
  { apiUrl, repository, event, ...choice }: Extract<SourceChoice, { kind: 'github' }>,
  { httpFor, now, token, authorised, runId, concurrency, sha256, onWait }: SourcePorts
): OpenedSource {
  const workflows = workflowsOf(choice);
  const api = { http: httpFor(apiUrl), actionsUrl: actionsUrl(apiUrl, repository), token, authorised, onWait };
  const source = githubSource({ ...api, workflows, event: event || undefined, runId, concurrency, sha256 });
  const { workflows: list = '', workflow = '', artifactPrefix = '' } = choice;
  return {
    source,
    commits: token || authorised ? githubCommits(api) : undefined,
    repositoryUrl: repositoryUrl(apiUrl, repository),
    workflow: workflows[0]!.file,
    asked: askedText(workflows),
    notices: [],
    days: KEPT_DAYS,
    older: `GitHub keeps results for ${KEPT_DAYS} days. What an archive kept before, or \`sglang-nightly import\` takes from a file, goes further back.`,
    place: {
      folders: [new URL(apiUrl).host.replaceAll(':', '_'), ...repository.split('/'), workflows[0]!.file],
      identity: [list.trim(), workflow, artifactPrefix, event ?? ''],
    },
    prove: () => source.load({ from: now(), to: Infinity }, { isKnown: () => true }),
  };
}

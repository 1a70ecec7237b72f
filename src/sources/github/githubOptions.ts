import { type Http } from '../http';
import { type NightWorkflow } from './workflows';

/** Which workflow's runs to read, and how. */
export interface GitHubOptions {
  readonly http: Http;
  /** Base of the repository's Actions API, without a slash at the end: see `actionsUrl`. */
  readonly actionsUrl: string;
  /** The workflows and their artifacts; runs of all but the first carry the name of theirs. */
  readonly workflows: readonly NightWorkflow[];
  /** Left out: runs are listed, results are absent, unless `authorised`. */
  readonly token?: string;
  /** Who carries the requests adds a token: Grafana's server, where one is stored. */
  readonly authorised?: boolean;
  /** The requests go through Grafana's proxy, which lists runs and nothing else, without a token. */
  readonly proxy?: boolean;
  /** Only runs started by this event, such as `schedule`. */
  readonly event?: string;
  /** Only this run. */
  readonly runId?: string;
  /** How many runs are looked up and how many are downloaded at once. */
  readonly concurrency?: number;
  /** Hex SHA-256 of bytes; left out where the host has none, and digests are not checked then. */
  readonly sha256?: (bytes: Uint8Array) => Promise<string>;
  /** Called with a sentence when a rate limit makes it wait. */
  readonly onWait?: (sentence: string) => void;
  /** First pause before a retry in milliseconds; the next are 4 and 9 times as long. */
  readonly retryBaseMs?: number;
}

export const GITHUB_DEFAULTS = {
  apiUrl: 'https://api.github.com',
  repository: 'sgl-project/sglang',
  concurrency: 8,
} as const;

/** Returns the base of a repository's Actions API; works for GitHub Enterprise (`https://HOST/api/v3`, `https://api.NAME.ghe.com`). */
export function actionsUrl(apiUrl: string, repository: string): string {
  return `${apiUrl.replace(/\/+$/, '')}/repos/${repository}/actions`;
}

/** Returns the web address of a repository, for links. */
export function repositoryUrl(apiUrl: string, repository: string): string {
  const { protocol, host } = new URL(apiUrl);
  return `${protocol}//${webHost(host)}/${repository}`;
}

/** GitHub's own API, and that of an enterprise with data residency, such as `api.octocorp.ghe.com`. */
const API_HOST = /^api\.(github\.com|[^.]+\.ghe\.com)$/;

/** Returns the host of GitHub's pages and logins for one of its API: a server of one's own has one for all. */
export function webHost(apiHost: string): string {
  return API_HOST.exec(apiHost)?.[1] ?? apiHost;
}

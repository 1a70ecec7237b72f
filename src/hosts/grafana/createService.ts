import { type Notice } from '../../core';
import { type NightService } from '../../backend/nightService';
import { type RemoteOptions } from '../../backend/remoteService';
import { type CommitSource } from '../../sources/commitSource';
import { SourceError } from '../../sources/errors';
import { type Http } from '../../sources/http';
import { type RunSource } from '../../sources/runSource';
import { DEFAULT_CACHE_MINUTES, DEFAULT_SOURCE, type NightlyOptions } from './types';
import { type BrowserOptions } from './browserService';

/** What a data source instance is made from. */
interface ServiceContext {
  readonly http: Http;
  /** Base of this data source's proxy. */
  readonly proxyUrl: string;
  /** Base of this data source's resources, where the plugin has a server part: then all questions go there. */
  readonly resourcesUrl?: string;
  readonly now: () => number;
}

/**
 * Returns who answers the queries of a data source with these settings. Each kind of source comes in when it is used.
 *
 * @throws SourceError `notConfigured` that names the missing setting.
 */
export async function createService(options: NightlyOptions, context: ServiceContext): Promise<NightService> {
  if (context.resourcesUrl) {
    const { http, resourcesUrl } = context;
    return remote({ http, apiUrl: `${resourcesUrl}/api`, queryUrl: `${resourcesUrl}/api/query` });
  }
  switch (options.source ?? DEFAULT_SOURCE) {
    case 'collector':
      return collector(options, context);
    case 'github':
      return github(options, context);
    case 'public':
      return publicNights(options, context);
    case 'url':
      return url(options, context);
    case 'demo':
      return demo(options, context);
  }
}

async function collector(options: NightlyOptions, { http, proxyUrl }: ServiceContext): Promise<NightService> {
  need(options, 'collectorUrl', 'http://collector:8000');
  const route = `${proxyUrl}/${options.collectorWithToken ? 'collector-token' : 'collector'}`;
  return remote({ http, apiUrl: `${route}/api`, queryUrl: `${route}/query` });
}

async function remote(options: Omit<RemoteOptions, 'pause'>): Promise<NightService> {
  const { remoteService } = await import('../../backend/remoteService');
  return remoteService({ ...options, pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) });
}

async function github(options: NightlyOptions, context: ServiceContext): Promise<NightService> {
  const apiUrl = need(options, 'githubUrl', 'https://api.github.com');
  const repository = need(options, 'repository', 'sgl-project/sglang');
  const { githubSource } = await import('../../sources/github/githubSource');
  const { repositoryUrl } = await import('../../sources/github/githubOptions');
  const { workflowsOf } = await import('../../sources/github/workflows');
  const source = githubSource({
    http: context.http,
    actionsUrl: `${context.proxyUrl}/github`,
    workflows: workflowsOf(options),
    event: options.event || undefined,
    proxy: true,
  });
  return local(source, options, context, { repositoryUrl: repositoryUrl(apiUrl, repository) });
}

async function url(options: NightlyOptions, context: ServiceContext): Promise<NightService> {
  need(options, 'metricsUrl', 'https://example.org/metrics_data.json');
  const { urlSource } = await import('../../sources/url/urlSource');
  const links = options.repository ? `https://github.com/${options.repository}` : '';
  return local(urlSource({ http: context.http, url: `${context.proxyUrl}/url` }), options, context, {
    repositoryUrl: links,
    ...(options.repository && { commits: await openCommits(options.repository), sparing: true }),
  });
}

/** The folder sends CORS headers: no proxy is needed. */
async function publicNights(options: NightlyOptions, context: ServiceContext): Promise<NightService> {
  const { PUBLIC_NIGHTS_URL, PUBLIC_REPOSITORY_URL, publicSource } = await import('../../sources/public/publicSource');
  const url = options.publicUrl || PUBLIC_NIGHTS_URL;
  return local(publicSource({ http: openHttp, url, now: context.now }), options, context, {
    repositoryUrl: PUBLIC_REPOSITORY_URL,
    commits: await openCommits(),
    sparing: true,
  });
}

/** Without cookies, and without a proxy: what is published for everybody. */
const openHttp: Http = (address, init) => fetch(address, { ...init, credentials: 'omit' });

/** GitHub answers browsers about public repositories without a token, 60 times an hour. */
async function openCommits(given?: string): Promise<CommitSource> {
  const { githubCommits } = await import('../../sources/github/githubCommits');
  const { actionsUrl, GITHUB_DEFAULTS } = await import('../../sources/github/githubOptions');
  const { apiUrl, repository } = GITHUB_DEFAULTS;
  return githubCommits({ http: openHttp, actionsUrl: actionsUrl(apiUrl, given ?? repository), proxy: true });
}

async function demo(options: NightlyOptions, context: ServiceContext): Promise<NightService> {
  const { demoSource, DEMO_NOTICE, DEMO_REPOSITORY_URL } = await import('../../sources/demo/demoSource');
  const { demoCommits } = await import('../../sources/demo/demoCommits');
  const { pause } = await import('./browserService');
  const notice: Notice = { severity: 'info', text: DEMO_NOTICE };
  return local(demoSource({ end: context.now, pause }), options, context, {
    repositoryUrl: DEMO_REPOSITORY_URL,
    notice,
    commits: demoCommits(context.now),
  });
}

async function local(
  source: RunSource,
  { cacheMinutes = DEFAULT_CACHE_MINUTES }: NightlyOptions,
  { now }: ServiceContext,
  facts: Pick<BrowserOptions, 'repositoryUrl' | 'notice' | 'commits' | 'sparing'>
): Promise<NightService> {
  const { browserService } = await import('./browserService');
  return browserService(source, { ...facts, now, ttl: cacheMinutes * 60_000 });
}

function need(
  options: NightlyOptions,
  name: 'collectorUrl' | 'githubUrl' | 'repository' | 'metricsUrl',
  example: string
): string {
  const value = options[name]?.trim();
  if (!value) {
    throw new SourceError('notConfigured', `The setting ${name} is empty`, {
      advice: `Fill it in in the data source's settings, or provision it: jsonData: { source: ${options.source ?? DEFAULT_SOURCE}, ${name}: ${example} }.`,
    });
  }
  return value;
}

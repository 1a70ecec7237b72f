import { type NightService } from '../../backend/nightService';
import { type RemoteOptions } from '../../backend/remoteService';
import { COLLECTOR } from '../../sources/collector/collector';
import { type Http } from '../../sources/http';
import { DEFAULT_SOURCE, openSource, type SourceKind } from '../../sources/registry';
import { valueOf } from '../../sources/source';
import { DEFAULT_CACHE_MINUTES, type NightlyOptions } from './types';

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
  const { source = DEFAULT_SOURCE } = options;
  if (source === 'collector') {
    valueOf(COLLECTOR, options, 'collectorUrl', {});
    const route = `${context.proxyUrl}/${options.collectorWithToken ? 'collector-token' : 'collector'}`;
    return remote({ http: context.http, apiUrl: `${route}/api`, queryUrl: `${route}/query` });
  }
  return inBrowser(source, options, context);
}

async function remote(options: Omit<RemoteOptions, 'pause'>): Promise<NightService> {
  const { remoteService } = await import('../../backend/remoteService');
  return remoteService({ ...options, pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) });
}

async function inBrowser(
  source: SourceKind,
  { cacheMinutes = DEFAULT_CACHE_MINUTES, ...options }: NightlyOptions,
  { http, now, proxyUrl }: ServiceContext
): Promise<NightService> {
  const { browserService, pause } = await import('./browserService');
  const browser = { http, proxyUrl, open: openHttp };
  const opened = await openSource(source, options, { httpFor: () => openHttp, now, pause, browser });
  return browserService(opened, { now, ttl: cacheMinutes * 60_000 });
}

/** Without cookies, and without a proxy: what is published for everybody. */
const openHttp: Http = (address, init) => fetch(address, { ...init, credentials: 'omit' });

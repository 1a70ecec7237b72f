import { DEFAULT_SENSITIVITY } from '../../core';
import { remoteService } from '../../backend/remoteService';
import { COLLECTOR } from '../../sources/collector/collector';
import { valueOf } from '../../sources/source';
import { hostHttp, sleep } from './ports';
import { type Served } from './served';
import { type Settings } from './settings';

/** Returns who answers by asking a collector, with its speed and its longer history. */
export function forward({ options }: Settings): Served {
  const url = valueOf(COLLECTOR, options, 'collectorUrl', {});
  const service = remoteService({ http: hostHttp, apiUrl: `${url}/api`, queryUrl: `${url}/api/query`, pause: sleep });
  return {
    service,
    now: Date.now,
    sensitivity: DEFAULT_SENSITIVITY,
    refresh: () => void hostHttp(`${url}/api/refresh`).catch(() => undefined),
    ready: Promise.resolve(),
    facts: async () => ["Answered by Grafana's server, which asks the collector; alerting available."],
  };
}

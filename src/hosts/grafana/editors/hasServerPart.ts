import { getDataSourceSrv } from '@grafana/runtime';

/** Returns whether the plugin of a data source has a server part, by which Grafana's server answers and alerts. */
export function hasServerPart(uid: string): boolean {
  return getDataSourceSrv()?.getInstanceSettings(uid)?.meta.backend === true;
}

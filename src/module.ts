import { DataSourcePlugin } from '@grafana/data';

import { ConfigEditor, QueryEditor, QueryHelp } from './hosts/grafana/editors/editors';
import { type NightlyDataSource } from './hosts/grafana/editors/nightlyDataSource';
import { DataSource } from './hosts/grafana/datasource';
import { type NightlyOptions, type NightlyQuery, type NightlySecrets } from './hosts/grafana/types';

export const plugin = new DataSourcePlugin<NightlyDataSource, NightlyQuery, NightlyOptions, NightlySecrets>(DataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor)
  .setQueryEditorHelp(QueryHelp);

import { DataSourcePlugin } from '@grafana/data';

import { ConfigEditor, QueryEditor, QueryHelp } from './components/editors';
import { type NightlyDataSource } from './components/nightlyDataSource';
import { DataSource } from './datasource';
import { type NightlyOptions, type NightlyQuery, type NightlySecrets } from './types';

export const plugin = new DataSourcePlugin<NightlyDataSource, NightlyQuery, NightlyOptions, NightlySecrets>(DataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor)
  .setQueryEditorHelp(QueryHelp);

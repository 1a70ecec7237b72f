import {
  type DataSourcePluginOptionsEditorProps,
  type QueryEditorHelpProps,
  type QueryEditorProps,
} from '@grafana/data';

import { type DataSource } from '../datasource';
import { type NightlyOptions, type NightlyQuery, type NightlySecrets, type NightlyVariableQuery } from '../types';
import { lazily } from './lazily';

type QueryProps = QueryEditorProps<DataSource, NightlyQuery, NightlyOptions>;

/** The editors as Grafana gets them: each comes in when it is first shown. */
export const ConfigEditor = lazily<DataSourcePluginOptionsEditorProps<NightlyOptions, NightlySecrets>>(
  async () => (await import('./ConfigEditor')).ConfigEditor
);
export const QueryEditor = lazily<QueryProps>(async () => (await import('./QueryEditor')).QueryEditor);
export const QueryHelp = lazily<QueryEditorHelpProps<NightlyQuery>>(
  async () => (await import('./QueryHelp')).QueryHelp
);
export const AnnotationQueryEditor = lazily<QueryProps>(
  async () => (await import('./AnnotationQueryEditor')).AnnotationQueryEditor
);
export const VariableQueryEditor = lazily<
  QueryEditorProps<DataSource, NightlyQuery, NightlyOptions, NightlyVariableQuery>
>(async () => (await import('./VariableQueryEditor')).VariableQueryEditor);

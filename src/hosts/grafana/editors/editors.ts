import {
  type DataSourcePluginOptionsEditorProps,
  type QueryEditorHelpProps,
  type QueryEditorProps,
} from '@grafana/data';

import { type NightlyOptions, type NightlyQuery, type NightlySecrets, type NightlyVariableQuery } from '../types';
import { lazily } from './lazily';
import { type NightlyDataSource } from './nightlyDataSource';

type QueryProps = QueryEditorProps<NightlyDataSource, NightlyQuery, NightlyOptions>;

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
  QueryEditorProps<NightlyDataSource, NightlyQuery, NightlyOptions, NightlyVariableQuery>
>(async () => (await import('./VariableQueryEditor')).VariableQueryEditor);

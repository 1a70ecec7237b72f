/**
 * A page that loads the built plugin as Grafana does: an AMD module whose externals are Grafana's own packages, with
 * its lazy chunks by public path. It puts stand-ins for the backend service and the template service in place.
 */
import * as emotionCss from '@emotion/css';
import * as grafanaData from '@grafana/data';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaUi from '@grafana/ui';
import * as React from 'react';
import * as jsxRuntime from 'react/jsx-runtime';
import * as ReactDOM from 'react-dom';
import { createRoot } from 'react-dom/client';
import * as rxjs from 'rxjs';

const PLUGIN_URL = `${location.origin}/public/plugins/sglang-nightly-datasource/module.js`;
const EXTERNALS: Readonly<Record<string, unknown>> = {
  '@emotion/css': emotionCss,
  '@grafana/data': grafanaData,
  '@grafana/runtime': grafanaRuntime,
  '@grafana/ui': grafanaUi,
  module: { uri: PLUGIN_URL },
  react: React,
  'react/jsx-runtime': jsxRuntime,
  'react-dom': ReactDOM,
  rxjs,
};

type Plugin = grafanaData.DataSourcePlugin<grafanaData.DataSourceApi>;

function loadPlugin(): Promise<Plugin> {
  return new Promise((resolve, reject) => {
    const define = (names: string[], factory: (...dependencies: unknown[]) => { plugin: Plugin }) => {
      const missing = names.filter((name) => !(name in EXTERNALS));
      if (missing.length > 0) {
        reject(new Error(`not among Grafana's externals: ${missing.join(', ')}`));
      }
      // Grafana's loader leaves none behind: other scripts of the page look for it.
      Reflect.deleteProperty(window, 'define');
      resolve(factory(...names.map((name) => EXTERNALS[name])).plugin);
    };
    Object.assign(window, { define: Object.assign(define, { amd: true }) });
    const script = document.createElement('script');
    script.src = PLUGIN_URL;
    script.onerror = () => reject(new Error('module.js did not load'));
    document.body.append(script);
  });
}

/** Behaves as Grafana's backend service: a status of 400 and more is an error that keeps no headers. */
const backend = {
  fetch(options: grafanaRuntime.BackendSrvRequest) {
    return new rxjs.Observable((subscriber) => {
      const controller = new AbortController();
      options.abortSignal?.addEventListener('abort', () => controller.abort());
      const init = { method: options.method, headers: options.headers, body: options.data, signal: controller.signal };
      fetch(options.url, init)
        .then(async (response) => {
          const data = await response.arrayBuffer();
          const { status, statusText, headers, ok, url } = response;
          if (ok) {
            subscriber.next({ data, status, statusText, headers, ok, url, config: options });
            subscriber.complete();
          } else {
            subscriber.error({ status, statusText, data, config: options });
          }
        })
        .catch((error: Error) => subscriber.error({ status: 0, statusText: error.message, data: {}, config: options }));
      return () => controller.abort();
    });
  },
};

const templates = {
  replace: (text = '') => text,
  getVariables: () => [{ name: 'model', type: 'query' }],
  containsTemplate: () => false,
  updateTimeRange: () => undefined,
};

grafanaRuntime.setBackendSrv(backend as unknown as grafanaRuntime.BackendSrv);
grafanaRuntime.setTemplateSrv(templates as unknown as grafanaRuntime.TemplateSrv);

const root = createRoot(document.getElementById('root')!);
const plugin = await loadPlugin();

function instance(jsonData: object) {
  const url = '/api/datasources/proxy/uid/nightly';
  const settings = { id: 1, uid: 'nightly', name: 'Nightly', url, meta: {}, jsonData };
  return new plugin.DataSourceClass(settings as unknown as grafanaData.DataSourceInstanceSettings);
}

const range = () => ({
  from: grafanaData.dateTime(Date.now() - 95 * 86_400_000),
  to: grafanaData.dateTime(),
  raw: { from: 'now-95d', to: 'now' },
});

/** Draws an element on Grafana's theme, before it returns: keys pressed next must not reach the page that was there. */
function show(element: React.ReactElement, theme: 'dark' | 'light') {
  const { Provider } = grafanaData.ThemeContext;
  const value = grafanaData.createTheme({ colors: { mode: theme } });
  document.body.style.background = value.colors.background.primary;
  document.body.style.color = value.colors.text.primary;
  ReactDOM.flushSync(() => root.render(<Provider value={value}>{element}</Provider>));
}

function ConfigPage({ initial }: { initial: object }) {
  const Editor = plugin.components.ConfigEditor as unknown as React.ComponentType<Record<string, unknown>>;
  const [options, setOptions] = React.useState<object>({ secureJsonFields: {}, secureJsonData: {}, ...initial });
  Object.assign(window, { options });
  return <Editor options={options} onOptionsChange={setOptions} />;
}

function QueryPage({ datasource, initial }: { datasource: grafanaData.DataSourceApi; initial: object }) {
  const Editor = plugin.components.QueryEditor as unknown as React.ComponentType<Record<string, unknown>>;
  const [query, setQuery] = React.useState<object>(initial);
  Object.assign(window, { query });
  return (
    <Editor datasource={datasource} query={query} range={range()} onChange={setQuery} onRunQuery={() => undefined} />
  );
}

type Part = React.ComponentType<Record<string, unknown>>;

/** The editor of annotations, or that of variables, with what Grafana gives them first. */
function PartPage({ datasource, part }: { datasource: grafanaData.DataSourceApi; part: 'annotation' | 'variable' }) {
  const { annotations, variables } = datasource as unknown as {
    annotations: { QueryEditor: Part; getDefaultQuery(): object };
    variables: { editor: Part; getDefaultQuery(): object };
  };
  const [Editor, first] =
    part === 'annotation'
      ? [annotations.QueryEditor, annotations.getDefaultQuery()]
      : [variables.editor, variables.getDefaultQuery()];
  const [query, setQuery] = React.useState<object>({ refId: 'A', ...first });
  Object.assign(window, { query });
  return (
    <Editor datasource={datasource} query={query} range={range()} onChange={setQuery} onRunQuery={() => undefined} />
  );
}

/** What the test drives. */
const nightly = {
  showConfig(jsonData: object, theme: 'dark' | 'light' = 'dark', backend = false) {
    const service = { getInstanceSettings: () => ({ meta: { backend } }) };
    grafanaRuntime.setDataSourceSrv(service as unknown as grafanaRuntime.DataSourceSrv);
    show(<ConfigPage key={Math.random()} initial={{ jsonData }} />, theme);
  },
  showQuery: (jsonData: object, query: object, theme: 'dark' | 'light' = 'dark') =>
    show(<QueryPage key={Math.random()} datasource={instance(jsonData)} initial={query} />, theme),
  showPart: (jsonData: object, part: 'annotation' | 'variable', theme: 'dark' | 'light' = 'dark') =>
    show(<PartPage key={Math.random()} datasource={instance(jsonData)} part={part} />, theme),
  async annotate(jsonData: object) {
    const { annotations } = instance(jsonData);
    const prepared = annotations!.prepareAnnotation!({ name: 'Changes', enable: true, iconColor: 'red' });
    const frames = await nightly.frames(jsonData, [{ refId: 'Anno', ...prepared!.target }]);
    const events = annotations!.processEvents!(prepared!, frames);
    return (await rxjs.lastValueFrom(events)) as object[];
  },
  async valuesOf(jsonData: object, target: object) {
    const { variables } = instance(jsonData);
    const support = variables as grafanaData.CustomVariableSupport<grafanaData.DataSourceApi>;
    const { data } = await rxjs.lastValueFrom(
      support.query({ targets: [target], range: range(), scopedVars: {} } as never)
    );
    return data as object[];
  },
  /** Holds the page for as long as a slow machine might, so that what is done meanwhile comes in at once. */
  keepBusy(ms: number) {
    for (const until = performance.now() + ms; performance.now() < until;) {}
  },
  test: (jsonData: object) => instance(jsonData).testDatasource(),
  query: async (jsonData: object, targets: object[]) =>
    (await nightly.frames(jsonData, targets)).map(grafanaData.dataFrameToJSON),
  async frames(jsonData: object, targets: object[]): Promise<grafanaData.DataFrame[]> {
    const request = {
      requestId: 'Q1',
      targets,
      range: range(),
      scopedVars: {},
    } as unknown as grafanaData.DataQueryRequest;
    const response = await rxjs.lastValueFrom(
      instance(jsonData).query(request) as rxjs.Observable<grafanaData.DataQueryResponse>
    );
    return response.data as grafanaData.DataFrame[];
  },
};

Object.assign(window, { nightly, reactVersion: React.version });

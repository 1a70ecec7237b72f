import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';

const DIST = join(__dirname, '../../dist');
/** The routes of the build for the browser alone: one with a server part, which may be in `dist`, has none. */
const ROUTES = join(__dirname, '../../src/plugin.json');
const PROXY = '/api/datasources/proxy/uid/nightly/';
const PLUGIN = '/public/plugins/sglang-nightly-datasource/';

interface Route {
  readonly path: string;
  readonly method: string;
  readonly url: string;
  readonly headers?: ReadonlyArray<{ readonly name: string; readonly content: string }>;
}

/** The settings of the one data source behind the proxy. */
export interface Settings {
  jsonData: Readonly<Record<string, unknown>>;
  secureJsonData: Readonly<Record<string, string>>;
}

/**
 * Serves a page, the built plugin, and a proxy that treats the plugin's routes as Grafana's does: the first route of
 * the same method whose path begins the request's, addresses and headers from templates, redirects passed through
 * unfollowed, and a 401 turned into a 400 without its body.
 */
export async function startProxyServer(pageScript: string, settings: Settings) {
  const log: string[] = [];
  const server = createServer((request, response) => {
    const url = request.url ?? '/';
    if (url.startsWith(PROXY)) {
      log.push(`${request.method} ${url.slice(PROXY.length)}`);
      void forward(request, response, url.slice(PROXY.length), settings);
    } else {
      serveFile(url.split('?')[0]!, pageScript, response);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    log,
    close() {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function serveFile(path: string, pageScript: string, response: ServerResponse): void {
  const file = normalize(join(DIST, path.slice(PLUGIN.length)));
  if (path === '/page.js') {
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(readFileSync(pageScript));
  } else if (path.startsWith(PLUGIN) && file.startsWith(DIST) && existsSync(file)) {
    response.writeHead(200, { 'content-type': 'text/javascript' });
    createReadStream(file).pipe(response);
  } else if (path === '/') {
    const html =
      '<!doctype html><html lang="en"><title>SGLang Nightly</title><style>*{box-sizing:border-box}fieldset{border:0}</style><body><div id="root" style="padding:16px;font-family:sans-serif"></div><script type="module" src="/page.js"></script></body></html>';
    response.writeHead(200, { 'content-type': 'text/html' }).end(html);
  } else {
    response.writeHead(404).end();
  }
}

async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  settings: Settings
): Promise<void> {
  const { routes } = JSON.parse(readFileSync(ROUTES, 'utf8')) as { routes: readonly Route[] };
  const route = routes.find((one) => one.method === request.method && path.startsWith(one.path));
  if (!route) {
    response.writeHead(502).end();
    return;
  }
  const headers = new Headers({ 'content-type': request.headers['content-type'] ?? '' });
  route.headers?.forEach(({ name, content }) => headers.set(name, render(content, settings)));
  const target = join2(render(route.url, settings), path.slice(route.path.length));
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  const answer = await fetch(target, {
    method: request.method,
    headers,
    redirect: 'manual',
    body: request.method === 'POST' ? Buffer.concat(chunks) : undefined,
  }).catch(() => undefined);
  if (!answer) {
    response.writeHead(502).end();
  } else if (answer.status === 401) {
    response.writeHead(400).end('Authentication to data source failed');
  } else {
    const {
      'content-encoding': _,
      'content-length': __,
      'transfer-encoding': ___,
      ...kept
    } = Object.fromEntries(answer.headers);
    response.writeHead(answer.status, kept).end(Buffer.from(await answer.arrayBuffer()));
  }
}

function join2(base: string, rest: string): string {
  return rest === '' || rest.startsWith('/') || rest.startsWith('?') ? base + rest : `${base}/${rest}`;
}

/** Go's templates write `<no value>` for what is missing. */
function render(template: string, { jsonData, secureJsonData }: Settings): string {
  return template.replace(/\{\{ \.(JsonData|SecureJsonData)\.(\w+) \}\}/g, (_, kind: string, name: string) =>
    String((kind === 'JsonData' ? jsonData : secureJsonData)[name] ?? '<no value>')
  );
}

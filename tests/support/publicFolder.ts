import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';

/** A folder of public nights on this machine. */
export interface PublicFolder {
  readonly url: string;
  /** Texts by their names; they may change. */
  readonly files: Record<string, string>;
  /** Each request, as its name and status, in order. */
  readonly log: string[];
  close(): Promise<void>;
}

/** Starts a folder as GitHub serves raw files: ETags, 304, and 404 in plain text. */
export async function startPublicFolder(of: Readonly<Record<string, string>>): Promise<PublicFolder> {
  const files = { ...of };
  const log: string[] = [];
  const server = createServer((request, response) => {
    const name = decodeURIComponent((request.url ?? '').split('/').pop()!);
    const text = files[name];
    const etag = `W/"${text?.length}"`;
    const isSame = text !== undefined && request.headers['if-none-match'] === etag;
    const status = text === undefined ? 404 : isSame ? 304 : 200;
    log.push(`${name} ${status}`);
    const type = 'text/plain; charset=utf-8';
    response.writeHead(status, { etag, 'content-type': type, 'access-control-allow-origin': '*' });
    response.end(status === 200 ? text : status === 404 ? '404: Not Found' : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/diffusion-comparisons`,
    files,
    log,
    close: () => {
      // A browser opens connections that it may never use: nobody waits for them.
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** The text of a night of one case: seconds, or the reason why there are none. */
export function publicNight(id: string, day: string, latency: number | null, error: string | null = null): string {
  const result = { case_id: 'flux', framework: 'sglang', model: 'm', task: 't', latency_s: latency, error };
  return JSON.stringify({ timestamp: `${day}T14:50:37+00:00`, commit_sha: `c${id}`, run_id: id, results: [result] });
}

/** The text of an index. */
export function publicIndex(names: readonly unknown[]): string {
  return JSON.stringify({ generated_at: '2026-07-24T00:00:00Z', prefix: 'diffusion-comparisons', runs: names });
}

/** Nights with the index that names them. */
export function withIndex(nights: Readonly<Record<string, string>>): Record<string, string> {
  return { ...nights, 'index.json': publicIndex(Object.keys(nights)) };
}

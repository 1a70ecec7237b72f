import { type BackendSrv, type BackendSrvRequest } from '@grafana/runtime';
import { NEVER, of, throwError } from 'rxjs';

import { backendHttp } from './backendHttp';

function backendOf(answer: ReturnType<BackendSrv['fetch']>) {
  const asked: BackendSrvRequest[] = [];
  const fetch = (request: BackendSrvRequest) => {
    asked.push(request);
    return answer;
  };
  return { asked, http: backendHttp({ fetch } as Pick<BackendSrv, 'fetch'>) };
}

const bytes = (text: string) => new TextEncoder().encode(text).buffer;

describe('backendHttp', () => {
  it('hands on method, headers, body and answer, and shows no alert', async () => {
    const { asked, http } = backendOf(
      of({ status: 200, data: bytes('{"a":1}'), headers: new Headers({ etag: 'x' }) }) as never
    );
    const response = await http('/proxy/x', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(await response.json()).toEqual({ a: 1 });
    expect(response.headers.get('etag')).toBe('x');
    expect(asked[0]).toMatchObject({
      url: '/proxy/x',
      method: 'POST',
      data: '{}',
      headers: { 'content-type': 'application/json' },
      showErrorAlert: false,
    });
  });

  it('takes a refusal as an answer', async () => {
    const { http } = backendOf(
      throwError(() => ({
        status: 403,
        statusText: 'Forbidden',
        data: bytes('{"message":"no"}'),
        config: { url: '' },
      })) as never
    );
    const response = await http('/x');
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ message: 'no' });
  });

  it('turns what the proxy made of a 401 back into a 401', async () => {
    const { http } = backendOf(
      throwError(() => ({
        status: 400,
        statusText: '',
        data: bytes('Authentication to data source failed'),
        config: { url: '' },
      })) as never
    );
    expect((await http('/x')).status).toBe(401);
  });

  it('fails where there is no answer', async () => {
    const { http } = backendOf(
      throwError(() => ({ status: 0, statusText: 'Failed to fetch', data: {}, config: { url: '' } })) as never
    );
    await expect(http('/x')).rejects.toThrow('Failed to fetch');
  });

  it('hands on the signal that cancels', async () => {
    const { asked, http } = backendOf(NEVER as never);
    const { signal } = new AbortController();
    void http('/x', { signal });
    expect(asked[0]?.abortSignal).toBe(signal);
  });
});

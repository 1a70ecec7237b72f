import { remoteService } from './remoteService';

const REQUEST = { from: 0, to: 1, queries: [] };

function answering(...bodies: unknown[]) {
  const http = jest.fn(() => {
    const body = bodies.shift();
    return Promise.resolve(body instanceof Response ? body : new Response(JSON.stringify(body)));
  });
  const pause = jest.fn(() => Promise.resolve());
  return { http, pause, service: remoteService({ http, pause, apiUrl: '/api', queryUrl: '/api/query' }) };
}

describe('remoteService', () => {
  it('shows what there is while the other side loads, and asks again until it has all', async () => {
    const [some, more, all] = [
      { results: {}, progress: { done: 1, total: 3 } },
      { results: {}, progress: { done: 2, total: 3 } },
      { results: { A: { frames: [], notices: [] } } },
    ];
    const { http, pause, service } = answering(some, more, all);
    const onPartial = jest.fn();
    expect(await service.query(REQUEST, { onPartial })).toEqual({ known: 'all', value: all });
    expect(onPartial.mock.calls).toEqual([[some], [more]]);
    expect(http).toHaveBeenCalledTimes(3);
    expect(pause).toHaveBeenCalledTimes(2);
  });

  it('takes what there is where nobody is shown a part', async () => {
    const some = { results: {}, progress: { done: 1, total: 3 } };
    const { http, service } = answering(some);
    expect(await service.query(REQUEST)).toEqual({
      known: 'partly',
      part: some,
      why: [],
      progress: some.progress,
    });
    expect(http).toHaveBeenCalledTimes(1);
  });

  it('hands on how much the other side says it knows, and why it is no more', async () => {
    const said = (known: string, body: unknown) =>
      new Response(JSON.stringify(body), {
        headers: { 'x-sglang-nightly-known': known, 'x-sglang-nightly-missing': 'Six runs could not be read.' },
      });
    const why = { severity: 'warning', text: 'Six runs could not be read.' };
    const { service } = answering(said('partly', { results: {} }), said('not yet', { values: [] }), said('partly', {}));
    expect(await service.query(REQUEST)).toEqual({ known: 'partly', part: { results: {} }, why: [why] });
    expect(await service.values({ from: 0, to: 1, filter: {}, attributes: ['model'] })).toEqual({
      known: 'not yet',
      meanwhile: { model: [] },
      why,
    });
    expect(await service.summary({ from: 0, to: 1 })).toEqual({ known: 'partly', part: {}, why: [why] });
  });

  it('waits for one that is still starting, and has no answer from it where nobody waits', async () => {
    const starting = () =>
      new Response('{"error":{"kind":"loading","message":"The archive is still being read."}}', { status: 503 });
    const all = { results: {} };
    const { http, service } = answering(starting(), starting(), all);
    expect(await service.query(REQUEST, { onPartial: jest.fn() })).toEqual({ known: 'all', value: all });
    expect(http).toHaveBeenCalledTimes(3);
    const { service: other } = answering(starting());
    expect(await other.query(REQUEST)).toMatchObject({
      known: 'not yet',
      why: { text: 'The archive is still being read.' },
    });
  });
});

import { remoteService } from './remoteService';

const REQUEST = { from: 0, to: 1, queries: [] };

function answering(...bodies: unknown[]) {
  const http = jest.fn(() => Promise.resolve(new Response(JSON.stringify(bodies.shift()))));
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
    expect(await service.query(REQUEST, { onPartial })).toEqual(all);
    expect(onPartial.mock.calls).toEqual([[some], [more]]);
    expect(http).toHaveBeenCalledTimes(3);
    expect(pause).toHaveBeenCalledTimes(2);
  });

  it('takes what there is where nobody is shown a part', async () => {
    const some = { results: {}, progress: { done: 1, total: 3 } };
    const { http, service } = answering(some);
    expect(await service.query(REQUEST)).toEqual(some);
    expect(http).toHaveBeenCalledTimes(1);
  });
});

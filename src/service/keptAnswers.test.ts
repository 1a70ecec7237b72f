import { parse } from 'valibot';

import { type DataFrameJson, nightQuerySchema, type QueryRequest } from '../core';
import { keepAnswers } from './keptAnswers';
import { type NightService } from './nightService';

const ask = (changes: Partial<QueryRequest> = {}): QueryRequest => ({
  from: 0,
  to: 600_000,
  queries: [parse(nightQuerySchema, { kind: 'runs' })],
  ...changes,
});

function counting(frames: readonly DataFrameJson[] = []) {
  const state = { version: '1', asked: 0 };
  const query: NightService['query'] = () => {
    state.asked += 1;
    return Promise.resolve({ results: { A: { frames, notices: [] } } });
  };
  const service = keepAnswers({ query } as NightService, () => state.version);
  return { state, service };
}

describe('keepAnswers', () => {
  it('computes once what many ask within a minute', async () => {
    const { state, service } = counting();
    const first = await service.query(ask());
    expect(await service.query(ask({ to: 600_500 }))).toBe(first);
    expect(state.asked).toBe(1);
  });

  it.each<[string, Partial<QueryRequest>]>([
    ['another time range', { to: 1_200_000 }],
    ['another beginning', { from: 120_000 }],
    ['another question', { queries: [parse(nightQuerySchema, { kind: 'latest' })] }],
  ])('computes %s by itself', async (_, changes) => {
    const { state, service } = counting();
    await service.query(ask());
    await service.query(ask(changes));
    expect(state.asked).toBe(2);
  });

  it('computes anew when something that answers depend on has changed', async () => {
    const { state, service } = counting();
    await service.query(ask());
    state.version = '2';
    await service.query(ask());
    expect(state.asked).toBe(2);
  });

  it('does not keep an answer that was outdated when it came, nor all answers for ever', async () => {
    const { state, service } = counting();
    const pending = service.query(ask());
    state.version = '2';
    await pending;
    await service.query(ask());
    expect(state.asked).toBe(2);
    for (let minute = 1; minute <= 100; minute++) {
      await service.query(ask({ from: minute * 60_000 }));
    }
    await service.query(ask());
    expect(state.asked).toBe(103);
  });

  it('keeps no answer that is too large to be kept beside others', async () => {
    const large = new Array<number>(2_000_001).fill(0);
    const { state, service } = counting([{ data: { values: [large] } } as unknown as DataFrameJson]);
    await service.query(ask());
    await service.query(ask());
    expect(state.asked).toBe(2);
  });

  it('computes once what several ask at the same time, and gives it up when the last of them has left', async () => {
    const signals: AbortSignal[] = [];
    const query: NightService['query'] = (_, options) => {
      signals.push(options!.signal!);
      return new Promise<never>((_, reject) => {
        options!.signal!.addEventListener('abort', () => reject(new Error('given up')));
      });
    };
    const service = keepAnswers({ query } as NightService, () => '1');
    const [first, second] = [new AbortController(), new AbortController()];
    const answers = [first, second].map(({ signal }) => service.query(ask(), { signal }).catch(() => 'left'));
    await new Promise((resolve) => setImmediate(resolve));
    first.abort();
    expect(await answers[0]).toBe('left');
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    second.abort();
    expect(await answers[1]).toBe('left');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });
});

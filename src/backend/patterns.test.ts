import { parse } from 'valibot';

import { nightQuerySchema, type QueryRequest } from '../core';
import { LIMITS, pointCounter } from './limits';
import { refuseBadPatterns, refuseLargePatterns } from './patterns';

function request(patterns: readonly string[], operator = '=~'): QueryRequest {
  const matchers = patterns.map((pattern) => ({ attribute: 'model', operator, values: [pattern] }));
  return { from: 0, to: 1, queries: [parse(nightQuerySchema, { kind: 'latest', matchers })] };
}

describe('refuseLargePatterns', () => {
  it.each([
    ['many', Array.from({ length: LIMITS.patterns + 1 }, (_, at) => `a${at}`), /has 11 patterns; at most 10/],
    ['long', ['a'.repeat(LIMITS.patternLength + 1)], /is too large/],
    ['one that repeats too often', ['a{51}'], /is too large/],
    ['one without an end', ['a{1000,}'], /is too large/],
    ['too many repetitions', ['a{9}b{9}c{9}'], /is too large/],
  ])('refuses %s', (_, patterns, message) => {
    expect(() => refuseLargePatterns(request(patterns))).toThrow(message);
  });

  it.each([
    ['as many as may be', Array.from({ length: LIMITS.patterns }, (_, at) => `a${at}`)],
    ['the same one often', Array.from({ length: 100 }, () => 'deepseek.*')],
    ['ordinary ones', ['deepseek.*', '(a|b)+', 'x{2,50}y{3}', 'TP8\\+MTP']],
  ])('takes %s', (_, patterns) => {
    expect(() => refuseLargePatterns(request(patterns))).not.toThrow();
  });

  it('counts only what is a pattern', () => {
    expect(() =>
      refuseLargePatterns(
        request(
          Array.from({ length: 50 }, (_, at) => `m${at}`),
          '='
        )
      )
    ).not.toThrow();
  });
});

describe('refuseBadPatterns', () => {
  it('names what is no pattern, for both operators', () => {
    for (const operator of ['=~', '!~']) {
      expect(() => refuseBadPatterns(request(['a', '(b'], operator))).toThrow(/The pattern \(b is invalid/);
    }
    expect(() => refuseBadPatterns(request(['(b'], '='))).not.toThrow();
  });
});

describe('pointCounter', () => {
  it('counts over all queries of a request', () => {
    const spend = pointCounter(100);
    spend(60);
    spend(40);
    expect(() => spend(1)).toThrow(/more than 100 points/);
  });
});

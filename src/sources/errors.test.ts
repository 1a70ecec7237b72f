import { asSourceError, SOURCE_ERROR_KINDS, SourceError } from './errors';
import { errorOfStatus } from './http';

const REQUEST = { method: 'GET', url: 'https://storage.example/zip?sig=secret#x' };

describe('SourceError', () => {
  it.each(SOURCE_ERROR_KINDS)(
    'of kind %s says the outcome, what was asked without its query string, and what to do',
    (kind) => {
      const { message } = new SourceError(kind, 'It failed', { request: REQUEST });
      expect(message).toMatch(/^It failed: GET https:\/\/storage\.example\/zip\. \S.{15,}[.]$/);
      expect(message).not.toContain('secret');
    }
  );

  it('gives every kind advice of its own', () => {
    const messages = SOURCE_ERROR_KINDS.map((kind) => new SourceError(kind, '').message);
    expect(new Set(messages).size).toBe(SOURCE_ERROR_KINDS.length);
  });
});

describe('asSourceError', () => {
  it('keeps what is one already', () => {
    const error = new SourceError('expired', 'gone');
    expect(asSourceError(error)).toBe(error);
  });

  it('names the root of a failed fetch', () => {
    const cause = Object.assign(new Error(''), { code: 'ECONNREFUSED' });
    expect(asSourceError(new TypeError('fetch failed', { cause })).outcome).toBe('ECONNREFUSED');
  });
});

describe('errorOfStatus', () => {
  it('knows a rate limit by its words where the headers got lost on the way', () => {
    expect(errorOfStatus(403, new Headers(), REQUEST, 'API rate limit exceeded for 1.2.3.4').kind).toBe('rateLimited');
    expect(errorOfStatus(403, new Headers(), REQUEST, 'Resource not accessible').kind).toBe('forbidden');
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ALL_SETTINGS, SOURCE_KINDS, sourceOf } from './registry';
import { problemOf, SETTING_KINDS, tidied, valueOf } from './source';

const GO = readFileSync(join(__dirname, '../../pkg/plugin/settings.go'), 'utf8');
const inGo = new Set([...GO.matchAll(/json:"(\w+)"/g)].map(([, name]) => name));

describe("what Grafana's server lets out", () => {
  it.each(ALL_SETTINGS.filter(({ kind }) => kind === 'address' || kind === 'base').map(({ name }) => [name]))(
    'has the address %s, under the name that its source declares',
    (name) => expect(inGo).toContain(name)
  );

  it('has the same addresses where none is given', () => {
    const defaults = ALL_SETTINGS.flatMap(({ default: first }) => first ?? []);
    expect(defaults.length).toBeGreaterThan(2);
    expect(defaults.filter((first) => !GO.includes(`"${first}"`))).toEqual([]);
  });

  it('has each secret, and a case for each source that has one', () => {
    const secrets = SOURCE_KINDS.flatMap((kind) => sourceOf(kind).secret?.name ?? []);
    expect([...GO.matchAll(/secrets\["(\w+)"\]/g)].map(([, name]) => name).sort()).toEqual([...secrets].sort());
    const cases = [...GO.matchAll(/case ((?:"\w*"(?:, )?)+):/g)].flatMap(([, names = '']) => names.split(', '));
    const withoutAddress = SOURCE_KINDS.filter((kind) => sourceOf(kind).settings.length === 0);
    expect([...cases, ...withoutAddress.map((kind) => `"${kind}"`)].sort()).toEqual(
      ['""', ...SOURCE_KINDS.map((kind) => `"${kind}"`)].sort()
    );
  });
});

describe('a setting', () => {
  const setting = (kind: keyof typeof SETTING_KINDS) => ({ kind });

  it.each([
    ['repository', 'sglang', 'Give it as owner/name, such as sgl-project/sglang.'],
    ['repository', 'sgl-project/sglang', undefined],
    ['base', 'api.github.com', 'Give a whole address that begins with http:// or https://, without ? and #.'],
    ['base', 'https://example.org/?a=b', 'Give a whole address that begins with http:// or https://, without ? and #.'],
    ['base', 'http://[::1', 'Give a whole address that begins with http:// or https://, without ? and #.'],
    ['address', 'https://example.org/metrics.json?signature=a', undefined],
    ['address', 'ftp://example.org/metrics.json', 'Give a whole address that begins with http:// or https://.'],
    ['name', 'nightly.yml', undefined],
    ['name', '../nightly.yml', 'Only letters, digits, ".", "_" and "-" can stand in it.'],
    ['name', '..', 'Only letters, digits, ".", "_" and "-" can stand in it.'],
    ['text', 'x'.repeat(501), 'Give at most 500 characters.'],
    ['address', '', undefined],
  ] as const)('that is of kind %s: %s', (kind, text, problem) => {
    expect(problemOf(setting(kind), text)).toBe(problem);
  });

  it('loses the slashes at the end of an address', () => {
    expect(tidied(setting('base'), ' https://api.github.com// ')).toBe('https://api.github.com');
    expect(tidied(setting('list'), 'a.yml: b/ ')).toBe('a.yml: b/');
  });

  it('is named where it has neither a value nor a default, with what can be given', () => {
    const url = sourceOf('url');
    expect(() => valueOf(url, {}, 'metricsUrl', {})).toThrow(
      /^The setting metricsUrl is empty\. .*metricsUrl: https:\/\/example\.org\/metrics_data\.json.*--url/
    );
    expect(valueOf(url, {}, 'repository', {})).toBe('');
  });

  it("has its default, but where Grafana's proxy reads what is stored", () => {
    const browser = { proxyUrl: '/proxy', http: fetch, open: fetch };
    expect(valueOf(sourceOf('github'), { githubUrl: ' ' }, 'githubUrl', {})).toBe('https://api.github.com');
    expect(() => valueOf(sourceOf('github'), {}, 'githubUrl', { browser })).toThrow('The setting githubUrl is empty');
    expect(valueOf(sourceOf('public'), {}, 'publicUrl', { browser })).toMatch(/^https:/);
  });
});

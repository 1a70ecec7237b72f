import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import {
  ATTRIBUTES,
  CHANGE_STATES,
  CHANGE_VIEWS,
  ISSUE_KINDS,
  METRICS,
  NIGHT_CHOICES,
  OPERATORS,
  PRESETS,
  QUERY_KINDS,
  QUERY_OPTIONS,
} from '../src/core';
import { parseAliases } from '../src/backend/store/aliases';
import { parseAcknowledgements } from '../src/backend/store/acknowledgements';
import { COMMANDS, OPTION_TABLES } from './optionTables';
import { QUERY_TABLES } from './queryTables';
import { SOURCE_ERROR_KINDS } from '../src/sources/errors';

const ROOT = join(__dirname, '..');
const PAGES = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter(
    (path) =>
      /^(README|CHANGELOG|CONTRIBUTING)\.md$|^docs\/|^src\/README\.md$/.test(path) && existsSync(join(ROOT, path))
  );
const packageJson = JSON.parse(read('package.json')) as { scripts: Record<string, string>; version: string };

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1]!);
}

describe('the documentation', () => {
  it.each(PAGES)('%s links only to what exists', (page) => {
    const targets = matches(read(page), /\]\((?!https?:|#|mailto:)([^)#\s]+)/g);
    expect(targets.filter((target) => !existsSync(join(ROOT, dirname(page), target)))).toEqual([]);
  });

  it.each(PAGES)('%s names only scripts that package.json has', (page) => {
    const scripts = matches(read(page), /npm run ([\w:]+)/g);
    expect(scripts.filter((script) => !(script in packageJson.scripts))).toEqual([]);
  });

  it.each(PAGES)('%s names only files of the repository', (page) => {
    const paths = matches(
      read(page),
      /`((?:src|dashboards|docs|provisioning|scripts|fixtures|tests|\.ci|\.github)\/[\w./-]+)`/g
    );
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it.each(PAGES)('%s names only commands and options that the command line has', (page) => {
    const named = [...read(page).matchAll(/sglang-nightly (archive \w+|[a-z]+)([^\n`|]*)/g)];
    const wrong = named.flatMap(([, name = '', rest = '']) => {
      const known = COMMANDS.get(name)?.options.map(({ long }) => long);
      const options = matches(rest, /(--[a-z][\w-]*)/g);
      return known ? options.filter((option) => !known.includes(option)) : options.length > 0 ? [name] : [];
    });
    expect(wrong).toEqual([]);
  });

  it.each([
    ['docs/errors.md', [...ISSUE_KINDS, ...SOURCE_ERROR_KINDS]],
    [
      'docs/queries.md',
      [
        ...QUERY_KINDS.map(({ id }) => id),
        ...Object.keys(QUERY_OPTIONS),
        ...CHANGE_VIEWS.map(({ value }) => value),
        ...NIGHT_CHOICES.map(({ value }) => value),
        ...PRESETS,
        ...METRICS.map(({ id }) => id),
        ...ATTRIBUTES.map(({ id }) => id),
        ...OPERATORS,
      ],
    ],
  ])('%s names all there is', (page, names) => {
    const text = read(page);
    expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });

  it('shows acknowledgements and aliases that are read, and names all states', () => {
    const page = read('docs/detection.md');
    const examples = [...page.matchAll(/```yaml\n([^`]+)```/g)].map(([, example]) => example!);
    const [acknowledgements, aliases] = ['acknowledgements:', 'gpu_config:'].map(
      (first) => examples.find((example) => example.startsWith(first)) ?? ''
    );
    expect(parseAcknowledgements(acknowledgements!, 'docs/detection.md')).toHaveLength(2);
    expect(Object.keys(parseAliases(aliases!, 'docs/detection.md').gpu_config ?? {})).toHaveLength(2);
    expect(CHANGE_STATES.filter((state) => !page.includes(`\`${state}\``))).toEqual([]);
  });

  it.each([
    ...Object.entries(QUERY_TABLES).map((table) => ['docs/queries.md', ...table] as const),
    ...Object.entries(OPTION_TABLES).map((table) => ['docs/configuration.md', ...table] as const),
  ])('%s has the table of %s that the code makes', (path, name, table) => {
    const [begin, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
    const page = read(path);
    const [before = '', rest = ''] = page.split(begin);
    const [found = '', after = ''] = rest.split(end);
    if (process.env.UPDATE_GOLDEN === '1' && !process.env.CI) {
      writeFileSync(join(ROOT, path), `${before}${begin}${table}\n${end}${after}`);
    }
    expect(process.env.UPDATE_GOLDEN === '1' ? `${table}\n` : found).toBe(`${table}\n`);
  });

  it('has a changelog entry for the version of the package', () => {
    expect(read('CHANGELOG.md')).toContain(`## ${packageJson.version}`);
  });

  it('has decisions in a row of numbers', () => {
    const numbers = readdirSync(join(ROOT, 'docs/decisions')).map((name) => Number(name.slice(0, 4)));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  it('has decisions that say what was decided, under the number of their file', () => {
    for (const name of readdirSync(join(ROOT, 'docs/decisions'))) {
      expect(read(`docs/decisions/${name}`)).toMatch(
        new RegExp(`^# ${Number(name.slice(0, 4))}\\. [^]*\\*\\*Decision\\.\\*\\*`)
      );
    }
  });

  it('has no script that nobody runs: each is run by CI, by a workflow, or by another', () => {
    const { scripts } = packageJson as { readonly scripts: Readonly<Record<string, string>> };
    const workflows = readdirSync(join(ROOT, '.github/workflows')).map((name) => read(`.github/workflows/${name}`));
    const runs = [read('.ci/run'), ...workflows, ...Object.values(scripts), read('README.md'), read('Dockerfile')];
    // For who works on the code: they wait for changes, or make them.
    const byHand = new Set(['dev', 'lint:fix', 'start']);
    const isRun = (name: string) => runs.some((text) => new RegExp(`npm (run )?${name}(?![\\w:])`).test(text));
    expect(Object.keys(scripts).filter((name) => !byHand.has(name) && !isRun(name))).toEqual([]);
  });
});

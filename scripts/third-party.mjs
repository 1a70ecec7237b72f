/**
 * Returns what ships besides our own code, with its licences: the packages in a bundle and the modules in an executable.
 * Fails where a licence can't be found, or is none that an Apache-2.0 program may ship.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'esbuild';

const ALLOWED =
  /^(MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|Unlicense|BlueOak-1\.0\.0|CC0-1\.0|Python-2\.0|MPL-2\.0|MIT OR .+|.+ OR MIT|\(MIT OR .+\)|\(.+ OR MIT\)|MIT AND Zlib|\(MIT AND Zlib\))$/;

/** Returns the packages that esbuild puts into a bundle. */
export async function bundledPackages(entryPoint, options) {
  const { metafile } = await build({
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    metafile: true,
    tsconfigRaw: {},
    logLevel: 'error',
    ...options,
  });
  return packagesOf(Object.keys(metafile.inputs));
}

/** Returns the packages that the source maps of a folder name. */
export function mappedPackages(folder) {
  const maps = readdirSync(folder).filter((name) => name.endsWith('.js.map'));
  return packagesOf(maps.flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')).sources));
}

function packagesOf(paths) {
  const folders = paths.flatMap((path) => {
    const match = /(?:^|\/)(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(path);
    return match ? [match[1]] : [];
  });
  return [...new Set(folders)].sort().map(packageFacts);
}

function packageFacts(folder) {
  const { name, version, license, licenses } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return checked({ name, version, licence: license ?? licenses?.[0]?.type, text: licenceText(folder) });
}

/** Returns the Go modules that the server part is made of. */
export function goModules() {
  const format = '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}';
  const lines = execFileSync('go', ['list', '-deps', '-f', format, './pkg'], { encoding: 'utf8' }).split('\n');
  return [...new Set(lines.filter(Boolean))].sort().map((line) => {
    const [name, version, folder] = line.split(' ');
    const text = licenceText(folder) ?? '';
    return checked({ name, version, licence: licenceOf(text), text });
  });
}

function licenceText(folder) {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(name));
  return file && existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8').trim() : undefined;
}

function licenceOf(text) {
  if (/Apache License/.test(text)) {
    return 'Apache-2.0';
  }
  if (/Mozilla Public License/i.test(text)) {
    return 'MPL-2.0';
  }
  if (/Redistribution and use/.test(text)) {
    return /Neither the name|names of its contributors/.test(text) ? 'BSD-3-Clause' : 'BSD-2-Clause';
  }
  return /Permission is hereby granted/.test(text) ? 'MIT' : undefined;
}

function checked(facts) {
  if (!ALLOWED.test(facts.licence ?? '')) {
    throw new Error(`${facts.name} ${facts.version} has the licence ${facts.licence ?? 'unknown'}: it must not ship.`);
  }
  return facts;
}

/** Returns THIRD_PARTY.md: a table of all, then the texts, each once. */
export function thirdPartyText(groups) {
  const lines = ['# Third-party software', '', 'What ships besides the code of SGLang Nightly, with its licences.'];
  const texts = new Map();
  for (const [heading, all] of Object.entries(groups)) {
    lines.push('', `## ${heading}`, '', '| name | version | licence |', '|---|---|---|');
    for (const { name, version, licence, text } of all) {
      lines.push(`| ${name} | ${version} | ${licence} |`);
      if (text) {
        texts.set(text, [...(texts.get(text) ?? []), name]);
      }
    }
  }
  lines.push('', '## Licence texts');
  for (const [text, names] of texts) {
    lines.push('', `### ${names.join(', ')}`, '', '```', text.replaceAll('```', "'''"), '```');
  }
  return `${lines.join('\n')}\n`;
}

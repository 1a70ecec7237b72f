import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { type Column, type Table, textTable } from '../../src/core';

const FOLDER = join(__dirname, '../../fixtures/golden');

/** Returns a table drawn for people: its name and kind, what its columns carry, and its rows. */
export function drawTable(table: Table): string {
  const shown = {
    ...table,
    columns: table.columns.map((column) => ({ ...column, displayName: undefined, hidden: false })),
  };
  return [
    `${table.name} (${table.refId}, ${table.type})`,
    ...table.columns.map(drawColumn),
    ...table.notices.map(({ severity, text }) => `! ${severity}: ${text}`),
    '',
    textTable(shown),
  ].join('\n');
}

function drawColumn({ name, type, displayName, unit, labels, links, hidden, role }: Column): string {
  const facts = [
    displayName && `"${displayName}"`,
    unit && `unit ${unit}`,
    labels &&
      `{${Object.entries(labels)
        .map(([label, value]) => `${label}=${value}`)
        .join(', ')}}`,
    links && `links ${links.map(({ url }) => url).join(' ')}`,
    hidden && 'hidden',
    role && `drawn as ${role}`,
  ];
  return `  ${name}: ${[type, ...facts].filter(Boolean).join(', ')}`;
}

/** Compares a text with its golden file, which only `UPDATE_GOLDEN=1` writes, and never in CI. */
export function expectGolden(name: string, text: string): void {
  const path = join(FOLDER, `${name}.txt`);
  if (process.env.UPDATE_GOLDEN === '1' && !process.env.CI) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${text}\n`);
  }
  expect(existsSync(path) ? readFileSync(path, 'utf8') : `no golden file ${name}`).toBe(`${text}\n`);
}

/** Returns a night of `fixtures/nights`. */
export function fixtureNight(name: string): unknown {
  return JSON.parse(readFileSync(join(__dirname, '../../fixtures/nights', `${name}.json`), 'utf8'));
}

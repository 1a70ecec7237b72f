import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { Command } from 'commander';
import { parse } from 'valibot';

import {
  answer,
  type AttributeId,
  MS_PER_DAY,
  type NightQuery,
  nightQuerySchema,
  type NightTable,
  type Notice,
  rowsOf,
  type SavedQuery,
  type Table,
  type TableRow,
  values,
} from '../../../core';
import { type Answer, mapAnswer, missingOf, shown } from '../../../backend/answer';
import { answerOptions } from '../answerable';
import { type FindFlags, findInNights, type NightsAndFindings, nightsOf } from '../findInNights';
import { mcpTools } from '../mcp/mcpTools';
import { findOptions } from '../options';
import { VERSION } from '../../node/version';

/** How long nights that were read are good, in milliseconds: there is one a day. */
const GOOD_FOR = 15 * 60_000;

/** `sglang-nightly mcp`: the nights as tools of the Model Context Protocol, over standard input and output. */
export function mcpCommand(): Command {
  const command = new Command('mcp').description(
    'offer nights, trends, incidents, suspects and comparisons to an assistant (Model Context Protocol, over standard input and output)'
  );
  findOptions().forEach((one) => command.addOption(one));
  return command.action(runMcp);
}

async function runMcp(flags: FindFlags): Promise<void> {
  await createMcpServer(flags).connect(new StdioServerTransport());
}

/** Returns the server that offers the tools; what it has to say besides goes to standard error. */
export function createMcpServer(flags: FindFlags): McpServer {
  const server = new McpServer({ name: 'sglang-nightly', version: VERSION });
  const ask = asker(flags);
  for (const { name, description, inputSchema, queryOf } of mcpTools()) {
    server.registerTool(name, { description, inputSchema, annotations: { readOnlyHint: true } }, async (given) => {
      const { query, days, most } = queryOf(given);
      return { content: [{ type: 'text', text: textOf(await ask(query, days), most) }] };
    });
  }
  return server;
}

/** Rows, and what is to be said of them. */
interface Told {
  readonly rows: readonly TableRow[];
  readonly notices: readonly Notice[];
}

/** Whole rows, as many as may be; what is left out is said, and so is what is not known: no row is not nothing. */
function textOf(told: Answer<Told>, most: number): string {
  const { rows, notices } = shown(told);
  const whole = rows
    .slice(0, most)
    .map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)));
  const leftOut = rows.length - whole.length;
  const missing = missingOf(told);
  return JSON.stringify({
    ...(missing && { known: told.known, missing }),
    rows: whole,
    ...(leftOut > 0 && { leftOut, advice: 'Filter by model or GPU configuration.' }),
    ...(notices.length > 0 && { notices: notices.map(({ text }) => text) }),
  });
}

/** Returns who answers queries from nights that are read when they are first asked for, and again when they are old. */
function asker(flags: FindFlags) {
  let read: { readonly at: number; readonly nights: Promise<Answer<NightsAndFindings>> } | undefined;
  const warn = (line: string) => void process.stderr.write(`${line}\n`);
  return async (saved: SavedQuery, days: number): Promise<Answer<Told>> => {
    if (!read || Date.now() - read.at > GOOD_FOR) {
      read = { at: Date.now(), nights: findInNights(flags, warn) };
      read.nights.catch(() => (read = undefined));
    }
    const found = await read.nights;
    const { nights } = nightsOf(found);
    return mapAnswer(found, () => {
      const query = parse(nightQuerySchema, saved);
      const options = answerOptions(nights, nights.newest.time - days * MS_PER_DAY);
      const tables = answer(nights.table, query, options);
      const notices = [...tables.flatMap((table) => table.notices), ...unknownValues(nights.table, query)];
      return { rows: tables.flatMap(namedRows), notices };
    });
  };
}

/** Rows of a series carry its labels: nothing else tells them apart. */
function namedRows(table: Table): TableRow[] {
  const labels = table.columns.find((column) => column.labels)?.labels;
  return rowsOf(table).map((row) => ({ ...labels, ...row }));
}

/** Says which values of a filter no night has, and which there are. */
function unknownValues(table: NightTable, { filter }: NightQuery): Notice[] {
  const ids = Object.keys(filter) as AttributeId[];
  const all = values(table, { from: -Infinity, to: Infinity, filter: {}, matchers: [] }, ids);
  return ids.flatMap((id) => {
    const known = all[id] ?? [];
    const unknown = (filter[id] ?? []).filter((value) => !known.includes(value));
    const text = `No night has ${id} ${unknown.join(', ')}; there are ${known.slice(0, MOST_VALUES).join(', ')}.`;
    return unknown.length > 0 ? [{ severity: 'warning', text }] : [];
  });
}

const MOST_VALUES = 50;

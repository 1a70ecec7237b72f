import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { Command } from 'commander';
import { parse } from 'valibot';

import { answer, MS_PER_DAY, nightQuerySchema, rowsOf, type SavedQuery, type TableRow } from '../../src/core';
import { SourceError } from '../../src/sources/errors';
import { answerOptions } from '../answerOptions';
import { type FindFlags, findInNights, type NightsAndFindings } from '../findInNights';
import { mcpTools } from '../mcp/mcpTools';
import { findOptions } from '../options';
import { VERSION } from '../version';

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
      const rows = await ask(query, days);
      return { content: [{ type: 'text', text: textOf(rows, most) }] };
    });
  }
  return server;
}

/** Whole rows, as many as may be; what is left out is said. */
function textOf(rows: readonly TableRow[], most: number): string {
  const shown = rows
    .slice(0, most)
    .map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)));
  const leftOut = rows.length - shown.length;
  return JSON.stringify({
    rows: shown,
    ...(leftOut > 0 && { leftOut, advice: 'Filter by model or GPU configuration.' }),
  });
}

/** Returns who answers queries from nights that are read when they are first asked for, and again when they are old. */
function asker(flags: FindFlags) {
  let read: { readonly at: number; readonly nights: Promise<NightsAndFindings | undefined> } | undefined;
  const warn = (line: string) => void process.stderr.write(`${line}\n`);
  return async (query: SavedQuery, days: number): Promise<TableRow[]> => {
    if (!read || Date.now() - read.at > GOOD_FOR) {
      read = { at: Date.now(), nights: findInNights(flags, warn) };
      read.nights.catch(() => (read = undefined));
    }
    const nights = await read.nights;
    if (!nights) {
      throw new SourceError('notFound', 'There is no night with results', { advice: 'Choose another --source.' });
    }
    const options = answerOptions(nights, nights.newest.time - days * MS_PER_DAY);
    return answer(nights.table, parse(nightQuerySchema, query), options).flatMap(rowsOf);
  };
}

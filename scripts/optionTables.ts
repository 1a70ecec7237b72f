import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Command } from 'commander';
import ts from 'typescript';

import { program } from '../src/hosts/cli/program';
import { ALL_SETTINGS, SOURCE_KINDS, sourceOf } from '../src/sources/registry';
import { code, markdown } from './markdown';

/** All commands of the command line, those of `archive` by their full names. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  program().commands.flatMap((command) =>
    command.commands.length > 0
      ? command.commands.map((below) => [`${command.name()} ${below.name()}`, below] as const)
      : [[command.name(), command] as const]
  )
);

/** The tables of docs/configuration.md. `UPDATE_GOLDEN=1 npx jest documentation` writes them. */
export const OPTION_TABLES: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...COMMANDS].map(([name, command]) => [name, commandTable(command)])),
  settings: markdown(['setting', 'type', 'meaning'], settingsTable()),
  secrets: markdown(['secret', 'type', 'meaning'], fieldsOf('NightlySecrets')),
};

/** What all data sources have, after what each source declares. */
function settingsTable(): string[][] {
  const [source, ...others] = fieldsOf('NightlyOptions') as [string[], ...string[][]];
  const declared = ALL_SETTINGS.map(({ name, description, default: first }) => {
    const sources = SOURCE_KINDS.filter((kind) => sourceOf(kind).settings.some((one) => one.name === name));
    const begin = first ? ` ${code(first)} if left out.` : '';
    return [code(name), 'text', `${sources.map(code).join(', ')}: ${description}${begin}`];
  });
  return [[source[0]!, SOURCE_KINDS.join(', '), source[2]!], ...declared, ...others];
}

function commandTable({ options }: Command): string {
  return markdown(
    ['option', 'environment variable', 'meaning', 'default'],
    options.map(({ flags, envVar, description, argChoices, defaultValue }) => [
      code(flags),
      envVar ? code(envVar) : '',
      `${description}${argChoices ? `: ${argChoices.map(code).join(', ')}` : ''}`.replaceAll('|', '\\|'),
      defaultValue === undefined ? '' : code(String(defaultValue)),
    ])
  );
}

/** The fields of an interface of the plugin's types, with what their comments say. */
function fieldsOf(name: string): string[][] {
  const path = join(__dirname, '../src/hosts/grafana/types.ts');
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = file.statements.filter(ts.isInterfaceDeclaration).find((one) => one.name.text === name);
  const aliases = new Map(
    file.statements.filter(ts.isTypeAliasDeclaration).map((one) => [one.name.text, one.type.getText()])
  );
  return [...(found?.members ?? [])].filter(ts.isPropertySignature).map((member) => {
    const comments = ts.getJSDocCommentsAndTags(member).map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? '');
    const type = member.type?.getText() ?? '';
    const choices = (aliases.get(type) ?? type).replaceAll("'", '').replaceAll(' | ', ', ');
    return [code(member.name.getText()), choices, comments.join(' ')];
  });
}

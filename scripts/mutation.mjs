/**
 * Mutation testing of what decides answers, file by file, outside CI, for it takes one to two hours: `npm run test:mutation`,
 * or `npm run test:mutation -- src/ask/lines.ts` for some files. One file at a time, because the tests run several
 * times as long where all files carry their mutants. Prints the survivors and the score of each file, and of all.
 */
import { globSync } from 'glob';
import { Stryker } from '@stryker-mutator/core';

const MUTATED = [
  'src/ask/**/*.ts',
  'src/detect/**/*.ts',
  'src/read/forms/*.ts',
  'src/backend/store/{nightStore,sharedLoads,archive,archiveForm,builtTable}.ts',
];
const KILLED = new Set(['Killed', 'Timeout']);
const ALIVE = new Set(['Survived', 'NoCoverage']);

const chosen = process.argv.slice(2);
const files = globSync(chosen.length > 0 ? chosen : MUTATED, { ignore: '**/*.test.ts' }).sort();
const total = { killed: 0, alive: 0 };
for (const file of files) {
  const mutants = await new Stryker({ mutate: [file], allowEmpty: true }).runMutationTest();
  const killed = mutants.filter(({ status }) => KILLED.has(status)).length;
  const alive = mutants.filter(({ status }) => ALIVE.has(status));
  for (const { location, mutatorName, replacement, status } of alive) {
    const { line, column } = location.start;
    say(`  ${file}:${line}:${column} ${mutatorName} ${status === 'NoCoverage' ? '(no test) ' : ''}-> ${replacement}`);
  }
  total.killed += killed;
  total.alive += alive.length;
  say(`${score(killed, alive.length)}  ${file}`);
}
say(`${score(total.killed, total.alive)}  all ${files.length} files`);

function score(killed, alive) {
  const all = killed + alive;
  return all === 0
    ? '     no mutants'
    : `${((100 * killed) / all).toFixed(1).padStart(5)} % of ${String(all).padStart(4)}`;
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

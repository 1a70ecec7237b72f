import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(__dirname, '../..');

/** The tests of what mutation testing changes. That of a whole local service takes long, and decides nothing more. */
const TESTS = ['src/detect', 'src/read', 'src/table', 'src/ask', 'src/backend', 'src/hosts/node']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(ROOT, folder, name))
  )
  .filter((path) => path.endsWith('.test.ts') && !path.endsWith('localService.test.ts'))
  .filter((path) => !path.includes('/hosts/') || path.endsWith('/archive.test.ts'));

// In one file, so that all modules are loaded once for each mutant and not once for each file of tests.
describe.each(TESTS.map((path) => [relative(ROOT, path), path]))('%s', (_, path) => {
  require(path!);
});

/** Writes the dashboards to `src/dashboards`, from where the plugin ships them and compose provisions them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { allDashboards } from './allDashboards';

const FOLDER = join(__dirname, '../src/dashboards');

mkdirSync(FOLDER, { recursive: true });
for (const [name, text] of Object.entries(allDashboards())) {
  writeFileSync(join(FOLDER, name), text);
}

/**
 * Writes the dashboards to `src/dashboards`, from where the plugin ships them and compose provisions them, and the alert
 * rules for Grafana and for Prometheus.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { generatedFiles } from './generatedFiles';

for (const [path, text] of Object.entries(generatedFiles())) {
  const target = join(__dirname, '..', path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}

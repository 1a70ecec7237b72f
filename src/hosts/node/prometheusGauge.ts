import { Gauge, type Registry } from 'prom-client';

import { type Changes, LABEL_NAMES, type Labels, type NightTable, plainText } from '../../core';
import { type Collector } from '../../backend/collector';

/** What all names begin with. */
export const PREFIX = 'sglang_nightly_';
const LONGEST_LABEL = 200;

/** What metrics are made of. */
export interface Facts {
  readonly collector: Collector;
  readonly table: NightTable;
  readonly changes: Changes;
}

/** Adds a gauge; its name gets the prefix. */
export function gauge(registry: Registry, name: string, help: string, labelNames: readonly string[] = []): Gauge {
  return new Gauge({ name: PREFIX + name, help, labelNames: [...labelNames], registers: [registry] });
}

/** Labels come from artifacts: they are cut, and only those that are known go out. */
export function bounded(labels: Labels): Record<string, string> {
  return Object.fromEntries(
    LABEL_NAMES.flatMap((name) => {
      const value = labels[name];
      return value === undefined ? [] : [[name, plainText(value).slice(0, LONGEST_LABEL)]];
    })
  );
}

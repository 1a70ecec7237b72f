import * as v from 'valibot';

import { DEFAULT_SENSITIVITY, isRepository, PRESETS } from '../../core';
import { SourceError } from '../../sources/errors';

const text = (most = 500) => v.optional(v.pipe(v.string(), v.trim(), v.maxLength(most)), '');
const address = v.pipe(
  text(2000),
  v.check((url) => url === '' || /^https?:\/\/[^\s/]+/.test(url), 'Expected an address that begins with https://'),
  v.transform((url) => url.replace(/\/+$/, ''))
);

/** The data source's settings as the program reads them; what is left out has its default. */
const optionsSchema = v.object({
  source: v.optional(v.picklist(['collector', 'github', 'public', 'url', 'demo']), 'github'),
  collectorUrl: address,
  githubUrl: address,
  repository: v.pipe(
    text(140),
    v.check((name) => name === '' || isRepository(name), 'Expected owner/name')
  ),
  workflows: text(5000),
  workflow: v.pipe(
    text(101),
    v.check((name) => name === '' || /^[A-Za-z0-9][\w.-]*$/.test(name), 'Expected the name of a workflow file')
  ),
  artifactPrefix: text(200),
  event: text(50),
  publicUrl: address,
  metricsUrl: address,
  days: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(3650))),
  keepDays: v.optional(v.pipe(v.number(), v.minValue(7), v.maxValue(36_500))),
  preset: v.optional(v.picklist(PRESETS), DEFAULT_SENSITIVITY.preset),
  smallestChange: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100)), DEFAULT_SENSITIVITY.smallestChange),
  cacheMinutes: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(24 * 60)), 5),
  /** Acknowledgements as YAML. */
  acknowledgements: text(1024 * 1024),
  /** What was renamed, as YAML. */
  aliases: text(1024 * 1024),
});

/** What the host gives a program to start with. Tokens stay with the host: the program knows only whether there is one. */
const settingsSchema = v.object({
  options: optionsSchema,
  githubWithToken: v.optional(v.boolean(), false),
  /** Grafana's organisation: what one has archived is none of another's business. */
  organisation: v.optional(v.number(), 0),
  /** Stands for the secret that goes along; '' where there is none. */
  credential: v.optional(v.string(), ''),
  /** How many engines the host has besides, to analyse metrics at the same time. */
  helpers: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(16)), 0),
});

export type Settings = v.InferOutput<typeof settingsSchema>;
type Options = Settings['options'];

/** @throws SourceError `notConfigured` that names the first wrong setting. */
export function parseSettings(given: unknown): Settings {
  const parsed = v.safeParse(settingsSchema, given);
  if (parsed.success) {
    return parsed.output;
  }
  const [issue] = parsed.issues;
  const name = v.getDotPath(issue)?.replace(/^options\./, '') ?? 'of the data source';
  throw new SourceError('notConfigured', `The setting ${name} is wrong: ${issue.message}`, {
    advice: "Correct it in the data source's settings.",
  });
}

/** Returns a setting that must be there. @throws SourceError `notConfigured` that names it. */
export function need(options: Options, name: 'collectorUrl' | 'metricsUrl'): string {
  if (!options[name]) {
    throw new SourceError('notConfigured', `The setting ${name} is empty`, {
      advice: "Fill it in in the data source's settings, or provision it.",
    });
  }
  return options[name];
}

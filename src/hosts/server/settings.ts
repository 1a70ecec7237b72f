import * as v from 'valibot';

import { DEFAULT_SENSITIVITY, PRESETS } from '../../core';
import { SourceError } from '../../sources/errors';
import { ALL_SETTINGS, DEFAULT_SOURCE, type SettingName, SOURCE_KINDS } from '../../sources/registry';
import { problemOf, type Setting, SETTING_KINDS, tidied } from '../../sources/source';

const text = (most: number) => v.optional(v.pipe(v.string(), v.trim(), v.maxLength(most)), '');

/** What a source declares of a setting is what is read. */
const declared = (setting: Setting) =>
  v.pipe(
    text(SETTING_KINDS[setting.kind].most),
    v.transform((given) => tidied(setting, given)),
    v.rawCheck(({ dataset, addIssue }) => {
      const problem = dataset.typed && problemOf(setting, dataset.value);
      if (problem) {
        addIssue({ message: problem });
      }
    })
  );

/** The data source's settings as the program reads them; what is left out has its default. */
const optionsSchema = v.object({
  source: v.optional(v.picklist(SOURCE_KINDS), DEFAULT_SOURCE),
  ...(Object.fromEntries(ALL_SETTINGS.map((setting) => [setting.name, declared(setting)])) as Record<
    SettingName,
    ReturnType<typeof declared>
  >),
  days: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(3650))),
  keepDays: v.optional(v.pipe(v.number(), v.minValue(7), v.maxValue(36_500))),
  preset: v.optional(v.picklist(PRESETS), DEFAULT_SENSITIVITY.preset),
  smallestChange: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100)), DEFAULT_SENSITIVITY.smallestChange),
  cacheMinutes: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(24 * 60)), 5),
  /** Acknowledgements as YAML. */
  acknowledgements: text(1024 * 1024),
  /** What was renamed, as YAML. */
  aliases: text(1024 * 1024),
  /** Runs that are taken out, as YAML. */
  invalidRuns: text(1024 * 1024),
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
/** @throws SourceError `notConfigured` that names the first wrong setting. */
export function parseSettings(given: unknown): Settings {
  const parsed = v.safeParse(settingsSchema, given);
  if (parsed.success) {
    return parsed.output;
  }
  const [issue] = parsed.issues;
  const name = v.getDotPath(issue)?.replace(/^options\./, '') ?? 'of the data source';
  throw new SourceError('notConfigured', `The setting ${name} is wrong: ${issue.message.replace(/\.$/, '')}`, {
    advice: "Correct it in the data source's settings.",
  });
}

import { COLLECTOR } from './collector/collector';
import { DEMO } from './demo/demo';
import { GITHUB } from './github/github';
import { PUBLIC } from './public/publicNights';
import { type Given, type OpenedSource, type Setting, type Source, type SourcePorts } from './source';
import { URL_FILE } from './url/url';

/** All kinds of sources, in the order in which they are offered. What each reads with is loaded when it is opened. */
const SOURCES = { github: GITHUB, collector: COLLECTOR, public: PUBLIC, url: URL_FILE, demo: DEMO } as const;

export type SourceKind = keyof typeof SOURCES;
export type SettingName = (typeof SOURCES)[SourceKind]['settings'][number]['name'];

/** Where nights come from where nobody says. */
export const DEFAULT_SOURCE: SourceKind = 'github';
export const SOURCE_KINDS = Object.keys(SOURCES) as SourceKind[];

/** The settings of all sources; one that several have stands here once. */
export const ALL_SETTINGS: ReadonlyArray<Setting<SettingName>> = SOURCE_KINDS.flatMap(
  (kind) => sourceOf(kind).settings
).filter(({ name }, index, all) => all.findIndex((one) => one.name === name) === index);

export function sourceOf(kind: SourceKind): Source<SettingName> {
  return SOURCES[kind] as Source<SettingName>;
}

/** Opens the source of this kind. @throws SourceError `notConfigured` */
export function openSource(kind: SourceKind, given: Given<SettingName>, ports: SourcePorts): Promise<OpenedSource> {
  return sourceOf(kind).open(given, ports);
}

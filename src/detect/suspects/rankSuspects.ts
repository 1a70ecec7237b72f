import { type Incident } from '../incidents/incident';
import { plainText } from '../../lib/texts';
import { type Commit } from './commit';
import { incidentFacts, type IncidentFacts } from './incidentFacts';
import {
  type Fact,
  HARMLESS,
  HARMLESS_TITLE,
  MEASURES,
  MODEL_FILE,
  SUSPECT_RULES,
  type SuspectRule,
} from './suspectRules';

/** A commit, and how much speaks for it. */
export interface Suspect {
  readonly commit: Commit;
  /** Above 0; only the order and the shares mean anything. */
  readonly score: number;
  /** Its share of all scores of the range, from 0 to 1. */
  readonly share: number;
  /** What speaks for it in words, the strongest first: "touches deepseek_v2.py", "bumps a dependency". */
  readonly reasons: readonly string[];
}

/** A model's own file, and its name in the title, where few models are concerned, and where many are. */
const OWN_FILE = { few: 7, many: 1 };
const OWN_NAME = { few: 4, many: 0.5 };
/** What touches other models' files alone, or names another model, hardly concerns these. */
const OTHER_MODEL = 0.15;
const HARMLESS_FACTOR = 0.04;
/** A commit and its revert in one range leave things as they were. */
const CANCELLED = 0.15;
/** Every commit may be it. */
const LEAST = 0.3;
/** Large ones have more chances: points for each factor of ten of lines. */
const PER_DECADE = 0.4;

/** Returns the commits of an incident's range, the most suspicious first; see docs/decisions/0012-suspects.md. */
export function rankSuspects(incident: Pick<Incident, 'entries'>, commits: readonly Commit[]): Suspect[] {
  const facts = incidentFacts(incident);
  const cancelled = cancelledOf(commits);
  const scored = commits.map((commit) => {
    const { score, reasons } = scoreOf(bounded(commit), facts);
    return { commit, reasons, score: cancelled.has(commit) ? score * CANCELLED : score };
  });
  const sum = scored.reduce((all, { score }) => all + score, 0);
  return scored.map((one) => ({ ...one, share: one.score / sum })).sort((a, b) => b.score - a.score);
}

/**
 * Returns the commit to measure next: half of the suspicion lies in it and those before it. Undefined where there is nothing to
 * measure between. `commits` are oldest first.
 */
export function nextToMeasure(suspects: readonly Suspect[], commits: readonly Commit[]): Commit | undefined {
  const shareOf = new Map(suspects.map(({ commit, share }) => [commit.sha, share]));
  let sum = 0;
  let best: { readonly commit: Commit; readonly distance: number } | undefined;
  // The last one was measured: it is the end of the range.
  for (const commit of commits.slice(0, -1)) {
    sum += shareOf.get(commit.sha) ?? 0;
    const distance = Math.abs(sum - 0.5);
    if (!best || distance < best.distance) {
      best = { commit, distance };
    }
  }
  return best?.commit;
}

const LONGEST = 300;
const MOST_FILES = 300;
const MOST_LABELS = 50;

/** Titles and paths come from others: patterns are held against so much of them. */
function bounded(commit: Commit): Commit {
  const files = commit.files?.slice(0, MOST_FILES).map((file) => file.slice(-LONGEST));
  const labels = commit.labels?.slice(0, MOST_LABELS).map((label) => label.slice(0, LONGEST));
  return { ...commit, title: commit.title.slice(0, LONGEST), files, labels };
}

interface Scored {
  readonly score: number;
  readonly reasons: readonly string[];
}

function scoreOf(commit: Commit, { facts, families }: IncidentFacts): Scored {
  const found = SUSPECT_RULES.filter((rule) => matches(rule, commit)).map((rule) => ({
    does: rule.does,
    points: pointsOf(rule, facts),
    factor: factorOf(rule, facts),
  }));
  const model = modelMatch(commit, families, facts.has('oneModel') ? 'few' : 'many');
  const all = [...found, ...model];
  const points = all.reduce((sum, one) => sum + one.points, LEAST + PER_DECADE * Math.log10(1 + (commit.lines ?? 0)));
  const factor = all.reduce((product, one) => product * one.factor, isHarmless(commit) ? HARMLESS_FACTOR : 1);
  const reasons = all
    .filter((one) => one.points >= 1)
    .sort((a, b) => b.points - a.points)
    .map(({ does }) => does);
  return { score: points * factor, reasons: [...new Set(reasons)] };
}

function matches({ title, path }: SuspectRule, commit: Commit): boolean {
  const isNamed = title !== undefined && [commit.title, ...(commit.labels ?? [])].some((text) => title.test(text));
  return isNamed || (path !== undefined && (commit.files?.some((file) => path.test(file)) ?? false));
}

function pointsOf({ points, where = {} }: SuspectRule, facts: ReadonlySet<Fact>): number {
  const held = Object.entries(where).flatMap(([fact, more]) => (facts.has(fact as Fact) ? [more] : []));
  return Math.max(points, ...held);
}

function factorOf({ unlikely = {} }: SuspectRule, facts: ReadonlySet<Fact>): number {
  const held = Object.entries(unlikely).flatMap(([fact, factor]) => (facts.has(fact as Fact) ? [factor] : []));
  return Math.min(1, ...held);
}

function modelMatch({ title, labels = [], files = [] }: Commit, families: ReadonlySet<string>, how: 'few' | 'many') {
  const names = (text: string) =>
    !isSibling(text, families) && [...families].some((family) => compact(text).includes(family));
  const modelFiles = files.filter((file) => MODEL_FILE.test(file));
  const own = modelFiles.find((file) => names(baseName(file)));
  const found = [];
  if (own) {
    found.push({ does: `touches ${plainText(baseName(own))}`, points: OWN_FILE[how], factor: 1 });
  }
  if ([title, ...labels].some(names)) {
    found.push({ does: 'names the model', points: OWN_NAME[how], factor: 1 });
  }
  const isOther = found.length === 0 && modelFiles.length > 0 && modelFiles.length === files.filter(isCode).length;
  return isOther ? [{ does: 'touches other models', points: 0, factor: OTHER_MODEL }] : found;
}

const MODALITIES = /vl(?![a-z])|ocr|vision|omni|audio/i;

/** What names a model of another modality, such as `qwen3_vl.py` beside Qwen3. */
function isSibling(text: string, families: ReadonlySet<string>): boolean {
  return MODALITIES.test(text) && ![...families].some((family) => MODALITIES.test(family));
}

/** Without what joins words: `gpt_oss.py` names gptoss. */
function compact(text: string): string {
  return text.toLowerCase().replace(/[-_. ]/g, '');
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function isCode(file: string): boolean {
  return !HARMLESS.test(file);
}

function isHarmless({ title, files }: Commit): boolean {
  return files && files.length > 0
    ? files.every((file) => HARMLESS.test(file) && !MEASURES.test(file))
    : HARMLESS_TITLE.test(title) && !MEASURES.test(title);
}

const REVERT = /^(?:\[[^\]]*\]\s*)*revert\s+"?(.+?)"?(?:\s*\(#\d+\))?\s*$/i;

/** Commits of the range that are taken back in it, and those that take them back. */
function cancelledOf(commits: readonly Commit[]): ReadonlySet<Commit> {
  const cancelled = new Set<Commit>();
  for (const revert of commits) {
    const [, of] = REVERT.exec(revert.title) ?? [];
    const original =
      of && commits.find((one) => one !== revert && one.title.startsWith(of.replace(/\s*\(#\d+\)$/, '')));
    if (original) {
      cancelled.add(original).add(revert);
    }
  }
  return cancelled;
}

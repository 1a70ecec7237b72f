import { type Incident } from '../incidents/incident';
import { plainText } from '../../lib/texts';
import { type Commit } from './commit';
import { incidentFacts, type IncidentFacts, MODALITIES } from './incidentFacts';
import {
  type Fact,
  HARMLESS,
  HARMLESS_TITLE,
  MEASURES,
  MODEL_FILE,
  SHARED_MODEL_FILES,
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
/** How much a title counts beside files that do not say the same. */
const HINT = 0.4;
/** A title makes a commit at most so much less likely where its files say something else. */
const LEAST_BY_TITLE = 0.4;
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
  const code = commit.files && codeOf(commit.files);
  const found = SUSPECT_RULES.flatMap((rule) => {
    const share = shareOf(rule, code);
    const evidence = evidenceOf(rule, names(rule.title, commit), share);
    return evidence > 0
      ? { does: rule.does, points: evidence * pointsOf(rule, facts), factor: factorIn(rule, facts, share) }
      : [];
  });
  const model = modelMatch(commit, { facts, families });
  const all = [...found, ...model];
  const points = all.reduce((sum, one) => sum + one.points, LEAST + PER_DECADE * Math.log10(1 + (commit.lines ?? 0)));
  const factor = all.reduce((product, one) => product * one.factor, isHarmless(commit) ? HARMLESS_FACTOR : 1);
  const reasons = all
    .filter((one) => one.points >= 1)
    .sort((a, b) => b.points - a.points)
    .map(({ does }) => does);
  return { score: points * factor, reasons: [...new Set(reasons)] };
}

function names(title: RegExp | undefined, { title: own, labels = [] }: Commit): boolean {
  return title !== undefined && [own, ...labels].some((text) => title.test(text));
}

/** Returns the share of what a commit touches that a rule is about; undefined where nobody knows what it touches. */
function shareOf({ path }: SuspectRule, code: readonly string[] = []): number | undefined {
  return code.length === 0 ? undefined : code.filter((file) => path?.test(file)).length / code.length;
}

/**
 * Returns how much a rule holds of a commit, from 0 to 1. What it touches says it: all that it touches, one file among many
 * little. Where that is known, its title is a hint; a rule that is about no files goes by the title.
 */
function evidenceOf({ path }: SuspectRule, isNamed: boolean, share: number | undefined): number {
  return !path || share === undefined ? Number(isNamed) : Math.min(1, Math.sqrt(share) + (isNamed ? HINT : 0));
}

/** What can hardly be, where all that a commit touches says so; by its title alone it is a little less likely. */
function factorIn(rule: SuspectRule, facts: ReadonlySet<Fact>, share: number | undefined): number {
  const factor = factorOf(rule, facts);
  if (share === undefined || share === 1) {
    return factor;
  }
  return share > 0 ? 1 : Math.max(factor, LEAST_BY_TITLE);
}

function pointsOf({ points, where = {} }: SuspectRule, facts: ReadonlySet<Fact>): number {
  const held = Object.entries(where).flatMap(([fact, more]) => (facts.has(fact as Fact) ? [more] : []));
  return Math.max(points, ...held);
}

function factorOf({ unlikely = {} }: SuspectRule, facts: ReadonlySet<Fact>): number {
  const held = Object.entries(unlikely).flatMap(([fact, factor]) => (facts.has(fact as Fact) ? [factor] : []));
  return Math.min(1, ...held);
}

function modelMatch({ title, labels = [], files = [] }: Commit, { facts, families }: IncidentFacts) {
  const how = facts.has('oneModel') ? 'few' : 'many';
  const namesIt = (text: string) =>
    !isSibling(text, facts) && [...families].some((family) => compact(text).includes(family));
  const code = files.filter(isCode);
  const modelFiles = code.filter((file) => MODEL_FILE.test(file));
  const isShared = (file: string) =>
    SHARED_MODEL_FILES.some(([path, of]) => path.test(file) && [...families].some((family) => of.test(family)));
  const own = modelFiles.filter((file) => namesIt(baseName(file)) || isShared(file));
  const found = [];
  if (own.length > 0) {
    // A commit that touches many models is about none of them.
    const evidence = Math.sqrt(own.length / Math.max(own.length, modelFiles.length));
    found.push({ does: `touches ${plainText(baseName(own[0]!))}`, points: evidence * OWN_FILE[how], factor: 1 });
  }
  if ([title, ...labels].some(namesIt)) {
    found.push({ does: 'names the model', points: OWN_NAME[how], factor: 1 });
  }
  const isOther = found.length === 0 && modelFiles.length > 0 && modelFiles.length === code.length;
  return isOther ? [{ does: 'touches other models', points: 0, factor: OTHER_MODEL }] : found;
}

/** What names a model of another modality, such as `qwen3_vl.py` beside Qwen3. */
function isSibling(text: string, facts: ReadonlySet<Fact>): boolean {
  return MODALITIES.test(text) && !facts.has('vision');
}

/** Without what joins words: `gpt_oss.py` names gptoss. */
function compact(text: string): string {
  return text.toLowerCase().replace(/[-_. ]/g, '');
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function isCode(file: string): boolean {
  return !HARMLESS.test(file) || MEASURES.test(file);
}

/** What of a commit runs, or measures; all of it where nothing does. */
function codeOf(files: readonly string[]): readonly string[] {
  const code = files.filter(isCode);
  return code.length > 0 ? code : files;
}

function isHarmless({ title, files }: Commit): boolean {
  return files && files.length > 0 ? !files.some(isCode) : HARMLESS_TITLE.test(title) && !MEASURES.test(title);
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

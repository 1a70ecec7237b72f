import { parse } from 'valibot';

import { changedNights, nightDocument } from '../../../tests/support/builders';
import { answer } from '../../ask/answer';
import { nightQuerySchema } from '../../ask/nightQuery';
import { rowsOf } from '../../ask/columns';
import { buildNightTable } from '../../table/nightTable';
import { readNight } from '../../read/forms/readNight';
import { type Commit } from './commit';

const DAY = 86_400_000;
const END = Date.UTC(2026, 10, 20);
const NIGHTS = changedNights(40, 6, 0.85, END);
const sha = (at: number) => at.toString(16).padStart(40, 'c');
/** Twenty commits between the last night before the change and the first one after it, which the last is. */
const COMMITS = Array.from({ length: 20 }, (_, at): Commit => ({
  sha: at === 19 ? NIGHTS.at(-6)!.commit_sha : sha(at),
  title: `Change ${at} (#${at})`,
  pullRequest: at,
  author: 'somebody',
  time: 0,
}));

/** What is said of the incident after runs on a branch, by hand, on commits of the range. */
function after(measured: ReadonlyArray<{ readonly commit: number; readonly factor: number }>, workflow?: string) {
  const byHand = measured.map(({ commit, factor }, at) => ({
    ...nightDocument(22_000_000_000 + at, new Date(END - DAY).toISOString().slice(0, 10), factor, sha(commit)),
    branch: `bisect-${commit}`,
  }));
  const nights = [...NIGHTS, ...byHand].map((document) => readNight({ document, ...runOf(document, workflow) }).night!);
  const query = (view: string) => parse(nightQuerySchema, { kind: 'changes', view });
  const options = {
    from: 0,
    to: END,
    now: END,
    repositoryUrl: 'https://github.com/sgl-project/sglang',
    notices: [],
    commitsBetween: () => ({ commits: COMMITS, total: COMMITS.length }),
  };
  const table = buildNightTable(nights);
  const [incidents, suspects] = ['incidents', 'suspects'].map((view) =>
    rowsOf(answer(table, query(view), options)[0]!)
  );
  expect(incidents).toHaveLength(1);
  return { incident: incidents![0]!, numbers: new Set(suspects!.map(({ commits }) => commits)) };
}

/** A run in the list of its workflow, where nights come from one. */
function runOf({ run_id: id, run_date, commit_sha: commit, branch }: (typeof NIGHTS)[number], workflow?: string) {
  const createdAt = `${run_date.slice(0, 10)}T00:30:00Z`;
  const run = { id, attempt: 1, createdAt, commit, branch, event: 'schedule', conclusion: 'success', workflow };
  return workflow ? { workflowRun: run } : {};
}

describe('the range of an incident', () => {
  it('holds all commits while none of them was measured', () => {
    const { incident, numbers } = after([]);
    expect([...numbers]).toEqual([20]);
    expect(incident.suspects).not.toContain('narrowed');
    expect(incident.next_commit).toBe(sha(9));
  });

  it('is cut where a commit was measured as before, and where one was measured as after', () => {
    expect([...after([{ commit: 9, factor: 1 }]).numbers]).toEqual([10]);
    expect([...after([{ commit: 9, factor: 0.85 }]).numbers]).toEqual([10]);
    const { incident, numbers } = after([
      { commit: 5, factor: 1.004 },
      { commit: 9, factor: 0.853 },
    ]);
    expect([...numbers]).toEqual([4]);
    expect(incident.suspects).toContain('narrowed by 2 measured commits');
    expect(incident.next_commit).toBe(sha(7));
  });

  it('names the one commit that is left', () => {
    const { incident, numbers } = after([
      { commit: 8, factor: 1 },
      { commit: 9, factor: 0.85 },
    ]);
    expect([...numbers]).toEqual([1]);
    expect(incident.suspects).toContain('#9');
    expect(incident.next_commit).toBeNull();
    expect(incident.measure_next).toBeNull();
  });

  it('stays as it is where a run says nothing, or two contradict each other', () => {
    expect([...after([{ commit: 9, factor: 0.92 }]).numbers]).toEqual([20]);
    const contradictory = [
      { commit: 9, factor: 1 },
      { commit: 5, factor: 0.85 },
    ];
    expect([...after(contradictory).numbers]).toEqual([20]);
  });

  it('comes with the command that measures its middle', () => {
    expect(after([]).incident.measure_next).toBe(
      `git push https://github.com/sgl-project/sglang ${sha(9)}:refs/heads/bisect-${sha(9).slice(0, 9)} && gh workflow run nightly-test-nvidia.yml --repo sgl-project/sglang --ref bisect-${sha(9).slice(0, 9)}`
    );
  });

  it('is measured by the workflow that ran, and told no machine where that takes none', () => {
    const command = String(after([], 'nightly-72-gpu-gb200.yml').incident.measure_next);
    expect(command).toContain('gh workflow run nightly-72-gpu-gb200.yml --repo sgl-project/sglang --ref bisect-');
    expect(command).not.toContain('runner_filter');
  });
});

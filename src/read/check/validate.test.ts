import { type WorkflowRun } from '../../model/run';
import { completeDocument } from './completeDocument';
import { readNight } from '../forms/readNight';
import { identify } from './identify';
import { resultsOf } from './resultsOf';

const WORKFLOW_RUN: WorkflowRun = {
  id: '42',
  attempt: 2,
  createdAt: '2026-01-25T00:30:00Z',
  commit: 'abc1234',
  branch: 'main',
  event: 'schedule',
  conclusion: 'failure',
};
const RESULT = { gpu_config: '8-gpu-h200', model: 'm', variant: null, benchmarks: [] };

describe('identify', () => {
  it('reads the run from the document, to the millisecond', () => {
    const document = {
      run_id: '42',
      run_date: '2026-01-25T22:24:02.090218+00:00',
      commit_sha: 'c0ffee1',
      branch: 'dev',
      results: [RESULT],
    };
    expect(identify(document).run).toEqual({
      id: '42',
      attempt: 1,
      time: Date.UTC(2026, 0, 25, 22, 24, 2, 90),
      commit: 'c0ffee1',
      branch: 'dev',
      event: '',
      conclusion: '',
    });
  });

  it('takes what the document lacks from the workflow run', () => {
    expect(identify({ results: [RESULT] }, WORKFLOW_RUN).run).toEqual({
      id: '42',
      attempt: 2,
      time: Date.UTC(2026, 0, 25, 0, 30),
      createdAt: Date.UTC(2026, 0, 25, 0, 30),
      commit: 'abc1234',
      branch: 'main',
      event: 'schedule',
      conclusion: 'failure',
    });
  });

  it('reads a date without an offset in UTC, in whatever zone the host is', () => {
    expect(identify({ run_id: '7', run_date: '2026-01-25T22:24:02.090218', results: [RESULT] }).run?.time).toBe(
      Date.UTC(2026, 0, 25, 22, 24, 2, 90)
    );
  });

  it('believes GitHub and not the artifact about which run it is', () => {
    expect(identify({ run_id: '666', results: [RESULT] }, WORKFLOW_RUN).run?.id).toBe('42');
  });

  it.each([
    [{ run_date: '2026-01-25' }, 'run unknown: run_id'],
    [{ run_id: '7' }, 'run 7: run_date'],
    [{ run_id: '7', run_date: 'yesterday' }, 'run 7: run_date'],
  ])('can not place %j', (document, path) => {
    const { run, issues } = identify({ ...document, results: [RESULT] });
    expect(run).toBeUndefined();
    expect(issues.map((issue) => issue.path)).toContain(path);
  });

  it.each([
    ['a list', [], 'run 42: document', 'wrongType'],
    ['null', null, 'run 42: document', 'wrongType'],
    ['no results', {}, 'run 42: results', 'noResults'],
    ['empty results', { results: [] }, 'run 42: results', 'noResults'],
    ['results of a wrong type', { results: 'none' }, 'run 42: results', 'noResults'],
  ])('a document that is %s keeps the run and is an issue', (_, document, path, kind) => {
    const { night } = readNight({ workflowRun: WORKFLOW_RUN, document });
    expect(night?.run.id).toBe('42');
    expect(night?.rows).toEqual([]);
    expect(night?.issues).toMatchObject([{ path, kind }]);
  });

  it('lets one bad result cost only itself', () => {
    const { results, issues } = resultsOf(
      { results: [RESULT, 'broken', { ...RESULT, gpu_config: 8 }, RESULT] },
      'run 42'
    );
    expect(results.map((result) => result.path)).toEqual(['run 42: results[0]', 'run 42: results[3]']);
    expect(issues.map((issue) => issue.message)).toEqual([
      'run 42: results[1]: expected Object, received broken',
      'run 42: results[2].gpu_config: expected string, received 8',
    ]);
  });
});

describe('completeDocument', () => {
  const run = {
    id: '42',
    attempt: 1,
    time: Date.UTC(2026, 0, 25),
    commit: 'abc1234',
    branch: 'main',
    event: '',
    conclusion: '',
  };

  it('leaves a whole document as it is', () => {
    const document = { run_id: '1', run_date: 'x', commit_sha: 'y', branch: 'z', more: true };
    expect(completeDocument(document, run)).toBe(document);
  });

  it('fills in what is missing and nothing else', () => {
    expect(completeDocument({ commit_sha: 'own', results: [1] }, run)).toEqual({
      run_id: '42',
      run_date: '2026-01-25T00:00:00.000Z',
      commit_sha: 'own',
      branch: 'main',
      results: [1],
    });
  });
});

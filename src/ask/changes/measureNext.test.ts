import { changeEvent } from '../../../tests/support/changeEvents';
import { incident } from '../../../tests/support/incidents';
import { buildNightTable, type NightTable } from '../../table/nightTable';
import { makeSeries } from '../../model/series';
import { measureCommand } from './measureNext';

const COMMIT = { sha: 'a'.repeat(40), title: '', author: '', time: 0 };
const MEASURING = { repositoryUrl: 'https://github.com/o/r', workflow: 'nightly.yml' };

/** Six runs, the last of which one workflow made; where it is not named, the source reads one alone. */
function measuredBy(workflow?: string): NightTable {
  const run = { attempt: 1, time: 0, commit: '', branch: 'main', event: '', conclusion: '' };
  return buildNightTable(
    Array.from({ length: 6 }, (_, at) => ({ run: { ...run, id: `${at}`, workflow }, rows: [], issues: [] }))
  );
}

/** An incident of one series. */
function incidentOf(labels: Record<string, string>) {
  const series = makeSeries({ gpu_config: '8-gpu-h200', model: 'm', ...labels });
  return incident({ entries: [{ series, events: [changeEvent({ series })] }] });
}

describe('measureCommand', () => {
  it('runs the workflow that measured the change, the main one on the machine of the incident alone', () => {
    const main = measureCommand(incidentOf({}), COMMIT, measuredBy(), MEASURING);
    expect(main).toContain('gh workflow run nightly.yml --repo o/r --ref bisect-aaaaaaaaa');
    expect(main).toMatch(/ -f runner_filter=8-gpu-h200$/);
    const other = measureCommand(incidentOf({}), COMMIT, measuredBy('nightly-72-gpu-gb200.yml'), MEASURING);
    expect(other).toMatch(/gh workflow run nightly-72-gpu-gb200.yml --repo o\/r --ref bisect-aaaaaaaaa$/);
  });

  it('names the host of an enterprise', () => {
    const measuring = { ...MEASURING, repositoryUrl: 'https://github.example.com/o/r' };
    expect(measureCommand(incidentOf({}), COMMIT, measuredBy(), measuring)).toContain('--repo github.example.com/o/r ');
  });

  it.each(['8 gpu', '$(reboot)', '`reboot`', 'x;reboot', "x'", '--flag', 'a\nb'])(
    'puts no machine named %j into a shell',
    (machine) => {
      expect(measureCommand(incidentOf({ gpu_config: machine }), COMMIT, measuredBy(), MEASURING)).not.toContain(
        'runner_filter'
      );
    }
  );

  it.each([
    ['x.yml; reboot', COMMIT, MEASURING],
    [undefined, { ...COMMIT, sha: 'main; reboot' }, MEASURING],
    [undefined, COMMIT, { ...MEASURING, repositoryUrl: '' }],
    [undefined, COMMIT, { ...MEASURING, repositoryUrl: 'https://github.com/o/r;reboot' }],
    [undefined, COMMIT, { ...MEASURING, workflow: '$(reboot)' }],
  ])('gives none where something is no plain word: %j', (workflow, commit, measuring) => {
    expect(measureCommand(incidentOf({}), commit, measuredBy(workflow), measuring)).toBeUndefined();
  });
});

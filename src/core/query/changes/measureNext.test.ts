import { incident } from '../../../testing/incidents';
import { makeSeries } from '../../model/series';
import { measureCommand } from './measureNext';

const COMMIT = { sha: 'a'.repeat(40), title: '', author: '', time: 0 };
const MEASURING = { repositoryUrl: 'https://github.com/o/r', workflow: 'nightly.yml' };

/** An incident of one series. */
function incidentOf(labels: Record<string, string>) {
  const series = makeSeries({ gpu_config: '8-gpu-h200', model: 'm', ...labels });
  return incident({ entries: [{ series, events: [] }] });
}

describe('measureCommand', () => {
  it('runs the workflow of the series on their machine alone', () => {
    const command = measureCommand(incidentOf({ workflow: 'nightly-72-gpu-gb200.yml' }), COMMIT, MEASURING);
    expect(command).toContain('gh workflow run nightly-72-gpu-gb200.yml --repo o/r --ref bisect-aaaaaaaaa');
    expect(command).toMatch(/ -f runner_filter=8-gpu-h200$/);
  });

  it('names the host of an enterprise', () => {
    const measuring = { ...MEASURING, repositoryUrl: 'https://github.example.com/o/r' };
    expect(measureCommand(incidentOf({}), COMMIT, measuring)).toContain('--repo github.example.com/o/r ');
  });

  it.each(['8 gpu', '$(reboot)', '`reboot`', 'x;reboot', "x'", '--flag', 'a\nb'])(
    'puts no machine named %j into a shell',
    (machine) => {
      expect(measureCommand(incidentOf({ gpu_config: machine }), COMMIT, MEASURING)).not.toContain('runner_filter');
    }
  );

  it.each([
    [{ workflow: 'x.yml; reboot' }, COMMIT, MEASURING],
    [{}, { ...COMMIT, sha: 'main; reboot' }, MEASURING],
    [{}, COMMIT, { ...MEASURING, repositoryUrl: '' }],
    [{}, COMMIT, { ...MEASURING, repositoryUrl: 'https://github.com/o/r;reboot' }],
    [{}, COMMIT, { ...MEASURING, workflow: '$(reboot)' }],
  ])('gives none where something is no plain word: %j', (labels, commit, measuring) => {
    expect(measureCommand(incidentOf(labels as Record<string, string>), commit, measuring)).toBeUndefined();
  });
});

import { rankSuspects } from '../src/detect/suspects/rankSuspects';
import { suspectTrials } from './suspectTrials';

describe('the ranking of suspects', () => {
  it('names a planted culprit first in most ranges, and hardly ever leaves it out of the first three', () => {
    const places = suspectTrials(200, 5).map(({ incident, commits, culprit }) =>
      rankSuspects(incident, commits).findIndex(({ commit }) => commit === culprit)
    );
    const share = (most: number) => places.filter((place) => place < most).length / places.length;
    expect(share(1)).toBeGreaterThan(0.6);
    expect(share(3)).toBeGreaterThan(0.82);
  });
});

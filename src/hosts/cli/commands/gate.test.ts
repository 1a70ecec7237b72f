import { type Changes } from '../../../core';
import { fails, GATES } from './gate';

interface Found {
  readonly incidents?: ReadonlyArray<Partial<Changes['incidents'][number]>>;
  readonly failing?: ReadonlyArray<Partial<Changes['availability']['failing'][number]>>;
  readonly absences?: ReadonlyArray<Partial<Changes['availability']['absences'][number]>>;
}

function changes({ incidents = [], failing = [], absences = [] }: Found): Changes {
  return { incidents, availability: { failing, absences } } as unknown as Changes;
}

/** Which gates fail. */
const failing = (found: Found) => GATES.filter((failOn) => fails(changes(found), { failOn }));
const acknowledgement = { reason: 'known' };

describe('fails', () => {
  it.each<[string, Found, readonly string[]]>([
    ['nothing', {}, []],
    ['an open regression', { incidents: [{ state: 'open', better: false, isNew: false }] }, ['regression', 'any']],
    [
      'a new one',
      { incidents: [{ state: 'open', better: false, isNew: true }] },
      ['regression', 'new-regression', 'any'],
    ],
    [
      'one that is over, and one that is acknowledged',
      {
        incidents: [
          { state: 'over', better: false },
          { state: 'acknowledged', better: false },
        ],
      },
      [],
    ],
    ['an improvement', { incidents: [{ state: 'open', better: true, isNew: true }] }, []],
    ['a model of which some series fail', { failing: [{ failed: 1, missing: 0, series: 4 }] }, ['failure', 'any']],
    ['a model that fails altogether', { failing: [{ failed: 4, missing: 0, series: 4 }] }, [...GATES]],
    ['one that somebody knows of', { failing: [{ failed: 4, missing: 0, series: 4, acknowledgement }] }, []],
    ['a machine that does not run', { absences: [{ state: 'not run' }] }, ['failure', 'any']],
    ['one that somebody knows of', { absences: [{ state: 'not run', acknowledgement }] }, []],
    ['a series that was taken out', { absences: [{ state: 'ended' }] }, []],
  ])('%s', (_, found, expected) => {
    expect(failing(found)).toEqual(expected);
    expect(fails(changes(found), {})).toBe(false);
  });
});

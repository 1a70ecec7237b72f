import { buildNightTable, type Changes, MS_PER_DAY } from '../core';
import { SourceError } from '../sources/errors';
import { completenessOf, type Standing } from './completeness';
import { NO_REFRESH } from './refreshStatus';

const DAY = MS_PER_DAY;
const NIGHTS = buildNightTable(
  [100, 101].map((day) => ({
    run: { id: `${day}`, attempt: 1, time: day * DAY, commit: '', branch: 'main', event: '', conclusion: '' },
    rows: [],
    issues: [],
  }))
);
const NONE = buildNightTable([]);
const found = { version: '1', table: NIGHTS, findings: {} as Changes };
const DOWN = new SourceError('network', 'down');

/** A host that has two nights, and knows what changed in them, with whatever is said of it. */
function standing(said: Partial<Standing> = {}): Standing {
  return {
    isOpen: true,
    status: { ...NO_REFRESH, refreshes: 1 },
    store: { table: NIGHTS, size: 2, unplaced: [] },
    snapshot: found,
    isCurrent: true,
    asksFrom: 11 * DAY,
    options: { notices: [], older: 'GitHub keeps results for 90 days.' },
    ...said,
  };
}

const empty = { store: { table: NONE, size: 0, unplaced: [] }, snapshot: { ...found, table: NONE, findings: null } };
const ask = { from: 100 * DAY, needsFindings: true };
const notYet = (text: string) => ({ known: 'not yet', why: { text: expect.stringContaining(text) as string } });
const partly = (...texts: string[]) => ({
  known: 'partly',
  why: texts.map((text) => ({ text: expect.stringContaining(text) as string })),
});

describe('completenessOf', () => {
  it('is whole where all was read, asked for, and looked at', () => {
    expect(completenessOf(standing(), ask)).toEqual({ known: { known: 'all' }, notices: [] });
  });

  it.each<[string, Partial<Standing>, object]>([
    ['the archive was not read', { isOpen: false }, notYet('archive is being read')],
    ['no refresh has ended', { ...empty, status: NO_REFRESH }, notYet('for the first time')],
    ['the first refresh goes on', { ...empty, status: NO_REFRESH, progress: { done: 3, total: 9 } }, notYet('3 of 9')],
    ['changes are looked for', { snapshot: { ...found, findings: null } }, notYet('being looked for')],
    [
      'the source gave nothing at all',
      { ...empty, status: { ...NO_REFRESH, refreshes: 1, sourceFailure: DOWN, lastFailure: DOWN } },
      { ...notYet('down'), failure: DOWN },
    ],
  ])('is not there yet while %s', (_, said, expected) => {
    expect(completenessOf(standing(said), ask).known).toMatchObject(expected);
  });

  it('is whole where the source has no night at all: that is known then', () => {
    expect(completenessOf(standing(empty), ask).known).toEqual({ known: 'all' });
  });

  it.each<[string, Partial<Standing>, object]>([
    [
      'a run could not be read',
      { status: { ...NO_REFRESH, refreshes: 1, unread: 6, lastFailure: DOWN } },
      partly('6 runs could not be read'),
    ],
    [
      'the last refresh failed',
      { status: { ...NO_REFRESH, refreshes: 2, sourceFailure: DOWN, lastFailure: DOWN } },
      partly('last refresh failed'),
    ],
    ['newer nights come in', { progress: { done: 1, total: 2 } }, partly('Loading: 1 of 2')],
    ['newer nights were not looked at', { isCurrent: false }, partly('in the newest nights')],
    [
      'the acknowledgements are wrong',
      { options: { notices: [], acknowledgements: () => ({ acknowledgements: [], error: 'x' }) } },
      partly('acknowledgements are wrong'),
    ],
  ])('is a part where %s', (_, said, expected) => {
    const { known, notices } = completenessOf(standing(said), ask);
    expect(known).toMatchObject(expected);
    expect(notices).toMatchObject(known.known === 'partly' ? known.why : []);
  });

  it('does not depend on what was found where a question does not, unless somebody computes with it', () => {
    const looking = standing({ snapshot: { ...found, findings: null } });
    expect(completenessOf(looking, { ...ask, needsFindings: false }).known).toEqual({ known: 'all' });
  });

  it('says of a range that begins before what was asked for how to get it', () => {
    const before = (from: number, said: Partial<Standing> = {}) =>
      completenessOf(standing(said), { from, needsFindings: true }).known;
    expect(before(9 * DAY)).toMatchObject(partly('Nights before 1970-01-12 were not asked for: GitHub keeps'));
    expect(before(11 * DAY)).toEqual({ known: 'all' });
    // An archive has what was asked for long ago, and a source that gives all has nothing before.
    expect(before(98 * DAY, { asksFrom: 300 * DAY })).toMatchObject(partly('Nights before 1970-04-11'));
    expect(before(9 * DAY, { asksFrom: -Infinity })).toEqual({ known: 'all' });
    expect(before(-Infinity)).toEqual({ known: 'all' });
  });

  it('counts what could not be archived apart: it was read, and is served', () => {
    const { known, notices } = completenessOf(
      standing({ status: { ...NO_REFRESH, refreshes: 1, unkept: [new SourceError('network', 'ENOSPC')] } }),
      ask
    );
    expect(known).toEqual({ known: 'all' });
    expect(notices).toMatchObject([{ text: expect.stringMatching(/^1 run could not be archived: ENOSPC/) as string }]);
  });
});

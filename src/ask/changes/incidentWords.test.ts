import { type Incident } from '../../detect/incidents/incident';
import { type ScopeLabels } from '../../detect/incidents/scope';
import { metricOf } from '../../catalogue/metrics';
import { incident } from '../../../tests/support/incidents';
import { makeSeries } from '../../model/series';
import { shortModel } from '../shortModels';
import { type EventRow } from './eventRow';
import { alertSubject, incidentSentence, rowSentence, subjectWords } from './incidentWords';

const say = (scope: ScopeLabels) => subjectWords('output_throughput', scope, shortModel);
const since = Date.UTC(2026, 10, 16, 6);

describe('subjectWords', () => {
  it.each<[ScopeLabels, string]>([
    [{ model: ['zai-org/GLM-4.6'], gpu_config: ['8-gpu-h200'] }, 'Output throughput of GLM-4.6 on 8-gpu-h200'],
    [{ model: ['a/one', 'b/two'] }, 'Output throughput of one and two'],
    [{ model: ['a/1', 'a/2', 'a/3', 'a/4'] }, 'Output throughput of 1 and 3 more models'],
    [{ gpu_config: ['8-gpu-b200'] }, 'Output throughput on 8-gpu-b200'],
    [{ gpu_config: ['unknown'], model: ['a/one'] }, 'Output throughput of one'],
    [{ variant: ['TP8+MTP'], gpu_config: ['x'] }, 'Output throughput with TP8+MTP on x'],
    [
      { model: ['a/one'], variant: ['TP8'], batch_size: ['64', '8'] },
      'Output throughput of one TP8 at batch sizes 8 and 64',
    ],
    [
      { model: ['a/one'], batch_size: ['1'], io_length: ['4096_512'] },
      'Output throughput of one at batch size 1 and 4096/512 tokens',
    ],
    [{ model: ['a/flux'], case: ['flux_t2i', 'b', 'c'] }, 'Output throughput of flux flux_t2i and 2 more cases'],
    [
      { model: ['a/one'], topology: ['4x TP8'], concurrency: ['128'] },
      'Output throughput of one 4x TP8 at concurrency 128',
    ],
    [{}, 'Output throughput of all that is measured'],
  ])('says %j', (scope, words) => {
    expect(say(scope)).toBe(words);
  });

  it('names what is measured where no metric is meant', () => {
    expect(subjectWords(undefined, { model: ['a/one'], gpu_config: ['x'] }, shortModel)).toBe('one on x');
    expect(subjectWords(undefined, { gpu_config: ['x'] }, shortModel)).toBe('x');
    expect(subjectWords(undefined, {}, shortModel)).toBe('all that is measured');
  });

  it('names a metric in brief where its label does', () => {
    expect(subjectWords('ttft_ms', { model: ['a/one'] }, shortModel)).toBe('TTFT of one');
  });
});

describe('an incident in words', () => {
  const ONE = makeSeries({
    gpu_config: 'h200',
    model: 'a/one',
    variant: 'TP8',
    batch_size: '8',
    input_len: '1',
    output_len: '2',
  });
  const risen = (said: Partial<Incident>) =>
    incident({
      metric: 'ttft_ms',
      percent: 18.31,
      scope: { labels: { model: ['a/one'], gpu_config: ['h200'] }, affected: 16, present: 16 },
      reportedScope: { model: ['a/one'] },
      entries: [{ series: ONE, events: [] }],
      ...said,
    });

  it.each<[string, Partial<Incident>, string]>([
    ['all', {}, 'TTFT of one on h200: +18.3 % since 16 Nov 2026, in all 16 series'],
    [
      'some',
      { percent: -8.4, scope: { labels: { model: ['a/one'] }, affected: 14, present: 16 } },
      'TTFT of one: -8.4 % since 16 Nov 2026, in 14 of 16 series',
    ],
    [
      'one series, by all that tells it from others',
      { scope: { labels: {}, affected: 1, present: 1 } },
      'TTFT of one TP8 at batch size 8 and 1/2 tokens on h200: +18.3 % since 16 Nov 2026',
    ],
    ['a drift', { drifts: true }, 'TTFT of one on h200 drifts: +18.3 % since about 16 Nov 2026, in all 16 series'],
  ])('tells %s', (_, said, sentence) => {
    expect(incidentSentence(risen(said), { short: shortModel, since })).toBe(sentence);
  });

  it('is told to an alert by what was known when it was reported, which stays', () => {
    expect(alertSubject(risen({ scope: { labels: {}, affected: 3, present: 4 } }))).toBe('TTFT of one');
  });
});

describe('a line of the table of changes in words', () => {
  const row = (said: Partial<EventRow>): EventRow => ({
    state: 'regressed',
    labels: { gpu_config: 'h200', model: 'a/one', variant: 'TP8', batch_size: '8', input_len: '1', output_len: '2' },
    since: 0,
    note: '',
    ...said,
  });

  it.each<[string, Partial<EventRow>, string]>([
    [
      'a change',
      { metric: metricOf('ttft_ms'), percent: 18.31 },
      'TTFT of one TP8 at batch size 8 and 1/2 tokens on h200: +18.3 % since 16 Nov 2026',
    ],
    [
      'a drift',
      { state: 'drift', metric: metricOf('ttft_ms'), percent: 4 },
      'TTFT of one TP8 at batch size 8 and 1/2 tokens on h200 drifts: +4.0 % since about 16 Nov 2026',
    ],
    ['a series', { state: 'missing' }, 'one TP8 at batch size 8 and 1/2 tokens on h200: missing since 16 Nov 2026'],
    ['what ended', { state: 'ended', labels: { gpu_config: 'h200' } }, 'h200: ended 16 Nov 2026'],
    ['a machine', { state: 'not run', labels: { gpu_config: 'h200' } }, 'h200: not run since 16 Nov 2026'],
    [
      'a metric that fails',
      { state: 'failed', metric: metricOf('ttft_ms'), labels: { model: 'a/one' } },
      'TTFT of one: failed since 16 Nov 2026',
    ],
  ])('tells %s', (_, said, sentence) => {
    expect(rowSentence(row(said), { short: shortModel, since })).toBe(sentence);
  });
});

import { metricOf } from '../catalogue/metrics';
import { DEFAULT_LEGEND } from './kinds/lineOptions';
import { makeLegend } from './legend';

const LABELS = {
  gpu_config: '8-gpu-h200',
  model: 'm',
  variant: 'TP8',
  batch_size: '8',
  input_len: '4096',
  output_len: '512',
};
const TTFT = metricOf('ttft_ms');

describe('makeLegend', () => {
  it.each([
    [DEFAULT_LEGEND, 'm TP8 bs=8'],
    ['{{ model }} on {{gpu_config}}', 'm on 8-gpu-h200'],
    ['{{unknown}}x', 'x'],
    ['{{unknown}}', 'Time to first token (TTFT)'],
    ['{{metric}}', 'Time to first token (TTFT)'],
  ])('makes %j into %j', (template, expected) => {
    expect(makeLegend(template, [LABELS], 1)(LABELS, TTFT)).toBe(expected);
  });

  it('names what differs where no template is given', () => {
    const lines = [LABELS, { ...LABELS, batch_size: '16', variant: 'EP8' }];
    expect(makeLegend('', lines, 1)(LABELS, TTFT)).toBe('TP8 bs=8');
    expect(makeLegend('', [LABELS], 1)(LABELS, TTFT)).toBe('m');
  });

  it('adds the metric where several are asked and the template does not tell them apart', () => {
    expect(makeLegend('{{model}}', [LABELS], 2)(LABELS, TTFT)).toBe('m · Time to first token (TTFT)');
    expect(makeLegend('{{metric}} {{model}}', [LABELS], 2)(LABELS, TTFT)).toBe('Time to first token (TTFT) m');
  });
});

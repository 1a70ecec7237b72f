import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AcknowledgementsError, parseAcknowledgements } from '../../backend/store/acknowledgements';
import { openAckFile } from './knowledgeFiles';

const GOOD = `# reviewed by the performance team
acknowledgements:
  - id: 3f2a9c1b00aa
    reason: Expected, the new default kernel
  - labels: { model: "deepseek-ai/*", batch_size: 1, metric: ttft_ms }
    reason: Remembered on small batches
    until: 2026-12-31
`;

describe('parseAcknowledgements', () => {
  it('reads ids and label patterns; a date holds until its end', () => {
    expect(parseAcknowledgements(GOOD, 'acks.yaml')).toEqual([
      { id: '3f2a9c1b00aa', reason: 'Expected, the new default kernel' },
      {
        labels: { model: 'deepseek-ai/*', batch_size: '1', metric: 'ttft_ms' },
        reason: 'Remembered on small batches',
        until: Date.UTC(2027, 0, 1),
      },
    ]);
  });

  it.each([
    ['- id: x\n', 'acks.yaml:1: acknowledgements: Expected acknowledgements: and a list under it'],
    ['acknowledgements:\n  - id: 3f2a9c1b00aa\n', 'acks.yaml:2: acknowledgements.0.reason: Expected "reason"'],
    [
      'acknowledgements:\n  - id: 3f2a9c1b00aa\n    reason: a\n    labels: { model: b }\n',
      'acks.yaml:2: acknowledgements.0: Expected either id or labels',
    ],
    [
      'acknowledgements:\n  - reason: a\n    labels:\n      modle: b\n',
      'acks.yaml:4: acknowledgements.0.labels.modle: Expected one of gpu_config, model, variant, framework, precision, topology, recipe, router, transfer, dataset, batch_size, concurrency, input_len, output_len, server_args, kernel, shape, test_suite, test_name, case, methodology, metric',
    ],
    [
      'acknowledgements:\n  - id: 3f2a9c1b00aa\n    reason: a\n    until: tomorrow\n',
      'acks.yaml:4: acknowledgements.0.until: Expected a date such as 2026-12-31',
    ],
    [
      'acknowledgements:\n  - id: 3f2a9c1b00aa\n    reason: a\n    untill: 2026-12-31\n',
      'acks.yaml:4: acknowledgements.0.untill: Unknown field "untill": there are id, labels, reason, until',
    ],
    ['acknowledgements: [\n  a: b: c\n', /^acks\.yaml:2: /],
  ])('names the line and what is expected: %j', (text, message) => {
    expect(() => parseAcknowledgements(text, 'acks.yaml')).toThrow(message);
    expect(() => parseAcknowledgements(text, 'acks.yaml')).toThrow(AcknowledgementsError);
  });
});

describe('openAckFile', () => {
  it('reads a changed file anew, and keeps what it had while the file is wrong', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'acks-')), 'acks.yaml');
    const lines: string[] = [];
    writeFileSync(path, GOOD);
    const file = openAckFile(path, (line) => lines.push(line));
    expect(file().acknowledgements).toHaveLength(2);
    writeFileSync(path, 'acknowledgements:\n  - reason: a\n');
    expect(file().acknowledgements).toHaveLength(2);
    expect(file().error).toContain('Expected either id or labels');
    writeFileSync(path, 'acknowledgements: []\n');
    expect(file().acknowledgements).toEqual([]);
    expect(file().error).toBeUndefined();
    expect(lines).toHaveLength(2);
  });

  it('says what is wrong with a file that is not there', () => {
    expect(() => openAckFile('/nowhere/acks.yaml', () => undefined)).toThrow(AcknowledgementsError);
  });
});

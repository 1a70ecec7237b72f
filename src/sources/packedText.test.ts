import { nightDocument, nightZip } from '../../tests/support/builders';
import { isPacked, packedText, recordOfPacked } from './packedText';

const RUN = {
  id: '1',
  attempt: 1,
  createdAt: '2026-10-19T00:30:00Z',
  commit: 'abc',
  branch: 'main',
  event: 'schedule',
  conclusion: '',
};

describe('packed text', () => {
  it('gives bytes back: what this version can read becomes the night that it is', async () => {
    const document = nightDocument(1, '2026-10-19');
    const text = packedText(await nightZip(1, document))!;
    expect(isPacked(text)).toBe(true);
    const absence = { kind: 'corrupt', message: 'an earlier version could not' };
    const record = await recordOfPacked(RUN, text, absence);
    expect(record.absence).toBeUndefined();
    expect(record.document).toEqual(document);
  });

  it('stays as it came where this version can not read it either', async () => {
    const text = packedText(Uint8Array.of(0, 255, 1, 254, 80, 75))!;
    const absence = { kind: 'corrupt', message: 'no zip' };
    expect(await recordOfPacked(RUN, text, absence)).toEqual({ workflowRun: RUN, text, absence });
    expect(await recordOfPacked(RUN, text)).toMatchObject({
      absence: { kind: 'corrupt', message: expect.stringContaining('a whole zip file') },
    });
  });

  it('is no document, and no bytes that would be most of an archive', () => {
    expect(isPacked('{"data":"application"}')).toBe(false);
    expect(packedText(new Uint8Array(16 * 1024 * 1024 + 1))).toBeUndefined();
  });
});

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { nightDocument } from '../../../tests/support/builders';
import { buildCommandLine } from '../../../tests/commandLine';
import { openArchive } from './createSource';

const WHERE = { commit: 'abc', branch: 'main', event: 'schedule', conclusion: 'failure' };
const DOCUMENTS = [nightDocument(21_000_000_002, '2026-03-02'), nightDocument(21_000_000_001, '2026-03-01')];

let nightly: Awaited<ReturnType<typeof buildCommandLine>>;
let folder: string;

beforeAll(async () => {
  nightly = await buildCommandLine();
});
afterAll(() => nightly.remove());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightly-archive-'));
  await writeFile(join(folder, 'metrics_data.json'), JSON.stringify(DOCUMENTS));
});
afterEach(() => rm(folder, { recursive: true }));

const run = (...parameters: string[]) => nightly.run(parameters, { cwd: folder });
const archive = () => join(folder, 'data/sgl-project/sglang/nightly-test-nvidia.yml');

describe('an archive on the command line', () => {
  it('takes in a metrics_data.json once, lists it, verifies it, and gives it back as it was', async () => {
    expect(await run('import', 'metrics_data.json')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^2 nights added/),
    });
    expect((await run('import', 'metrics_data.json')).stdout).toMatch(/^0 nights added, 2 there already/);
    const listed = (await run('archive', 'list')).stdout;
    expect(listed).toMatch(/2026-03-01\s+21000000001\s+1\s+main/);
    expect(await run('archive', 'verify')).toMatchObject({
      code: 0,
      stdout: '2 runs, 2 with results, 0 damaged files\n',
    });
    expect(JSON.parse((await run('archive', 'export')).stdout)).toEqual(DOCUMENTS);
    expect(await run('archive', 'export', '--output', 'out.json')).toMatchObject({ code: 0, stdout: '' });
    expect(JSON.parse(await readFile(join(folder, 'out.json'), 'utf8'))).toEqual(DOCUMENTS);
  });

  it('takes in the newer results of a run that is there', async () => {
    await run('import', 'metrics_data.json');
    const [newest, older] = DOCUMENTS as [(typeof DOCUMENTS)[number], (typeof DOCUMENTS)[number]];
    const later = { ...nightDocument(21_000_000_002, '2026-03-02', 2), run_date: '2026-03-02T23:00:00+00:00' };
    const earlier = { ...nightDocument(21_000_000_001, '2026-03-01', 2), run_date: '2026-03-01T00:00:00+00:00' };
    await writeFile(join(folder, 'again.json'), JSON.stringify([later, earlier]));
    expect((await run('import', 'again.json')).stdout).toMatch(/^0 nights added, 1 newer, 1 there already/);
    expect(JSON.parse((await run('archive', 'export')).stdout)).toEqual([later, older]);
    expect(later).not.toEqual(newest);
  });

  it('takes runs out for good, with a reason, and in again', async () => {
    await run('import', 'metrics_data.json');
    const out = await run('archive', 'invalidate', '21000000001', '7', '--reason', 'It measured a staging image.');
    expect(out).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/^1 run taken out/),
      stderr: 'The archive has no run 7.\n',
    });
    const report = async () => JSON.parse((await run('report', '--format', 'json', '--days', '3000')).stdout);
    const first = (await report()) as { nights?: unknown };
    expect(JSON.stringify(first)).not.toContain('21000000001');
    expect((await run('archive', 'invalidate', '21000000001', '--undo')).stdout).toMatch(/^0 runs taken out/);
    // Documents stay.
    expect(JSON.parse((await run('archive', 'export')).stdout)).toEqual(DOCUMENTS);
  });

  it('names a damaged file, keeps it, and fails', async () => {
    await run('import', 'metrics_data.json');
    const [name] = (await readdir(archive())).filter((file) => file.endsWith('.night'));
    const path = join(archive(), name!);
    const damaged = (await readFile(path, 'utf8')).replace('"results"', '"resultz"');
    await writeFile(path, damaged);
    const verified = await run('archive', 'verify');
    expect(verified).toMatchObject({ code: 3, stdout: expect.stringContaining('1 damaged file') });
    expect(verified.stderr).toContain(name);
    expect(await readFile(path, 'utf8')).toBe(damaged);
  });

  it('says where it looked where there is none', async () => {
    expect(await run('archive', 'verify')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('There is no archive in data'),
    });
  });

  it('refuses nights without an id, and takes the others', async () => {
    const { run_id: _, ...nameless } = DOCUMENTS[0]!;
    await writeFile(join(folder, 'metrics_data.json'), JSON.stringify([nameless, DOCUMENTS[1]]));
    const { code, stdout, stderr } = await run('import', 'metrics_data.json');
    expect({ code, stdout }).toEqual({ code: 3, stdout: "1 night added, 0 there already, 1 that can't be placed\n" });
    expect(stderr).toContain('run_id');
  });

  it('names what waits for a version that reads it, and is right with the rest', async () => {
    const unread = { ...DOCUMENTS[0], results: undefined, measurements: [{ speed: 3 }] };
    await writeFile(join(folder, 'metrics_data.json'), JSON.stringify([unread, DOCUMENTS[1]]));
    await run('import', 'metrics_data.json');
    const { code, stdout } = await run('archive', 'verify');
    expect({ code, first: stdout.split('\n')[0] }).toEqual({
      code: 0,
      first: '2 runs, 2 with results, 1 of which wait for a version that reads them, 0 damaged files',
    });
    expect(stdout).toMatch(/^run 21000000002 waits: \S/m);
  });

  it('forgets what was settled without results, and never results', async () => {
    await run('import', 'metrics_data.json');
    const kept = await openArchive(archive());
    for (const id of ['21000000003', '21000000004']) {
      const workflowRun = { id, attempt: 1, createdAt: '2026-03-03T00:00:00Z', ...WHERE };
      await kept.write({ workflowRun, absence: { kind: 'notFound', message: 'none' } });
    }
    expect((await run('archive', 'list')).stdout).toMatch(/21000000003/);
    const wrong = await run('archive', 'forget', '21000000001', '21000000003');
    expect(wrong).toMatchObject({ code: 3, stdout: '1 run forgotten\n' });
    expect(wrong.stderr).toContain('21000000001');
    expect(await run('archive', 'forget')).toMatchObject({ code: 0, stdout: '1 run forgotten\n' });
    const listed = (await run('archive', 'list')).stdout;
    expect(listed).toMatch(/21000000001[^]*21000000002/);
    expect(listed).not.toMatch(/2100000000[34]/);
  });
});

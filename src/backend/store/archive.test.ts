import { type RunRecord } from '../../core';
import { type SourceError } from '../../sources/errors';
import { Archive } from './archive';
import { wholeText } from './files';

const broken = { list: false, read: false, remove: false };

function run(id: string, attempt = 1) {
  return { id, attempt, createdAt: '2026-01-25T00:30:00Z', commit: 'c', branch: 'main', event: '', conclusion: '' };
}

function record(id: string, attempt = 1, text = `{"run_id":"${id}","attempt":${attempt}}`): RunRecord {
  return { workflowRun: run(id, attempt), document: JSON.parse(text) as unknown, text };
}

const absent = (id: string, attempt = 1): RunRecord => ({
  workflowRun: run(id, attempt),
  absence: { kind: 'expired', message: 'gone' },
});

/** An archive on files in memory, which can be made to fail. */
function stage() {
  const files = new Map<string, string>();
  const fails: Partial<typeof broken> = {};
  const unless = (what: keyof typeof broken) => (fails[what] ? Promise.reject(new Error('EIO')) : Promise.resolve());
  const archive = new Archive(
    {
      path: '/a',
      list: () => unless('list').then(() => [...files].map(([name, text]) => ({ name, version: `v${text.length}` }))),
      read: (name) => unless('read').then(() => files.get(name)),
      write: async (name, text) => void files.set(name, await wholeText(text)),
      remove: (name) => unless('remove').then(() => void files.delete(name)),
    },
    (text) => Promise.resolve(`${text.length}`)
  );
  return { archive, files, fails };
}

describe('Archive, by run', () => {
  it('reads what is not known, and says of which version of its files a run is', async () => {
    const { archive, files } = stage();
    await archive.write(record('1'));
    await archive.write(record('2'));
    await archive.write(absent('2', 2));
    files.set('notes.txt', 'not a run');
    const versions = await archive.versions();
    const [one, first, second] = ['1-1.night', '2-1.night', '2-2.night'].map(
      (name) => `${name} v${files.get(name)!.length}`
    );
    expect([...versions]).toEqual([
      ['1', one],
      ['2', `${first}, ${second}`],
    ]);
    const asked: Array<readonly [string, string]> = [];
    const read: Array<string | undefined> = [];
    await archive.readAll({
      isKnown: (runId, version) => asked.push([runId, version]) > 0 && runId === '1',
      onRecord: ({ workflowRun }) => read.push(workflowRun?.id),
      onBroken: () => undefined,
    });
    expect(asked).toEqual([...versions]);
    expect(read).toEqual(['2']);
  });

  it('gives the results of the last attempt that has some, with what is known of the last attempt', async () => {
    const { archive } = stage();
    await archive.write(record('1', 1));
    await archive.write(record('1', 2));
    await archive.write(absent('1', 3));
    const found = await (await archive.reader())('1');
    expect(found).toMatchObject({ document: { attempt: 2 }, workflowRun: { attempt: 3 } });
    await archive.write(absent('2'));
    expect(await (await archive.reader())('2')).toMatchObject({ absence: { kind: 'expired' } });
  });

  it('takes a text that can not be parsed for results', async () => {
    const { archive } = stage();
    const garbage: RunRecord = { workflowRun: run('1'), text: 'not JSON', absence: { kind: 'corrupt', message: '' } };
    await archive.write(garbage);
    await archive.write(absent('1', 2));
    expect(await (await archive.reader())('1')).toMatchObject({ text: 'not JSON', workflowRun: { attempt: 2 } });
    await archive.write(absent('1', 1));
    expect(await (await archive.reader())('1')).toMatchObject({ text: 'not JSON' });
  });

  it('says of a run that it has not, or can not read, what is wrong', async () => {
    const { archive, fails, files } = stage();
    await archive.write(record('1'));
    const failure = (runId: string) =>
      archive.reader().then((read) => read(runId).catch((error: SourceError) => `${error.kind}: ${error.message}`));
    expect(await failure('7')).toMatch(/^notFound: The archive has no run 7: READ \/a/);
    const text = files.get('1-1.night')!;
    files.set('1-1.night', `${text} `);
    expect(await failure('1')).toMatch(/^corrupt: .*does not match its checksum: READ \/a\/1-1\.night/);
    files.set('1-1.night', text);
    fails.read = true;
    expect(await failure('1')).toMatch(/EIO: READ \/a\/1-1\.night/);
  });

  it('writes results over an absence, and other results over those of the same attempt, but no absence over results', async () => {
    const { archive, files } = stage();
    const results = async () => (await (await archive.reader())('1')).text;
    await archive.write(absent('1'));
    await archive.write(record('1', 1, '{"a":1}'));
    expect(await results()).toBe('{"a":1}');
    await archive.write(record('1', 1, '{"a":22}'));
    expect(await results()).toBe('{"a":22}');
    await archive.write(absent('1'));
    expect(await results()).toBe('{"a":22}');
    expect([...files.keys()]).toEqual(['1-1.night']);
  });

  it('writes nothing where the same is there already', async () => {
    const { archive, files } = stage();
    await archive.write(record('1'));
    const set = jest.spyOn(files, 'set');
    await archive.write(record('1'));
    await archive.write(absent('1'));
    expect(set).not.toHaveBeenCalled();
  });

  it('archives a document without its text too', async () => {
    const { archive } = stage();
    await archive.write({ workflowRun: run('1'), document: { a: [1] } });
    expect(await (await archive.reader())('1')).toMatchObject({ document: { a: [1] }, text: '{"a":[1]}' });
  });

  it.each<[string, RunRecord]>([
    ['none', { document: {} }],
    ['x/../../y', { workflowRun: run('x/../../y'), document: {} }],
    ['7', { workflowRun: run('7', 1.5), document: {} }],
  ])('writes no run whose number is %s', async (name, of) => {
    const { archive, files } = stage();
    await expect(archive.write(of)).rejects.toThrow(`A run without a number can't be archived: ${name}`);
    expect(files.size).toBe(0);
  });

  it('removes all attempts of the runs that it is told, and nothing else', async () => {
    const { archive, files, fails } = stage();
    await archive.write(record('1', 1));
    await archive.write(record('1', 2));
    await archive.write(record('11'));
    files.set('nights.json', '');
    fails.remove = true;
    await expect(archive.remove(new Set(['1']))).rejects.toThrow('EIO: REMOVE /a/1-1.night. Check its permissions.');
    fails.remove = false;
    await archive.remove(new Set(['1', '5']));
    expect([...files.keys()]).toEqual(['11-1.night', 'nights.json']);
  });

  it('says that its folder can not be read', async () => {
    const { archive, fails } = stage();
    fails.list = true;
    await expect(archive.versions()).rejects.toThrow('EIO: LIST /a. Check that the folder can be read.');
  });
});

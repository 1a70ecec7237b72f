import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { METRICS } from '../../core';
import { changedNights, fakeRun, nightZip } from '../../../tests/support/builders';
import { startFakeGitHub } from '../../../tests/support/fakeGitHub';
import { collectorInTests } from '../../../tests/collectorInTests';
import { type ServeFlags } from './serveCollector';

const MS_A_DAY = 24 * 60 * 60 * 1000;
const NOW = Date.now() - MS_A_DAY;
const { current, start, json, ask } = collectorInTests(() => Promise.resolve([]));

describe('serve with a regression in its nights', () => {
  const query = { refId: 'A', kind: 'changes', filter: { model: ['zai-org/GLM-4.6'], batchSize: ['8'] } };

  async function startSlower(changes: Partial<ServeFlags> = {}): Promise<void> {
    const documents = changedNights(30, 6, 0.9, NOW);
    current.github.runs = await Promise.all(
      documents.map(async (document, index) =>
        fakeRun(29 - index, NOW, { zip: await nightZip(Number(document.run_id), document) })
      )
    );
    const started = await start(changes);
    await started.collector.refresh();
  }

  async function ids(): Promise<unknown[]> {
    // After a restart it answers at once, and what it looks for comes a moment later.
    await current.running!.collector.settled();
    const { results } = (await ask({ from: 0, to: 1e15, queries: [query] })) as {
      results: Record<
        string,
        { frames: Array<{ schema: { fields: Array<{ name: string }> }; data: { values: unknown[][] } }> }
      >;
    };
    const { schema, data } = results.A!.frames[0]!;
    return data.values[schema.fields.findIndex(({ name }) => name === 'id')]!;
  }

  it('answers changes, whose ids outlive a restart', async () => {
    await startSlower();
    const before = await ids();
    expect(before).toHaveLength(5);
    await start();
    expect(await ids()).toEqual(before);
  });

  it('keeps the id that it remembers of a change from before a restart, also as an older version wrote it', async () => {
    await startSlower();
    const archive = join(current.folder, 'sgl-project/sglang/nightly-test-nvidia.yml');
    await current.running!.stop();
    const events = await readFile(join(archive, 'events.json'), 'utf8');
    const { events: remembered } = JSON.parse(events) as { events: Array<{ id: string; reported: string }> };
    expect(remembered.length).toBeGreaterThan(20);
    const ours = remembered.map(({ reported: told, ...event }, index) => ({
      ...event,
      told,
      id: `abcdef${String(index).padStart(6, '0')}`,
    }));
    const strange = { ...ours[0], metric: 'of_a_later_version' };
    await writeFile(join(archive, 'events.json'), JSON.stringify({ format: 1, events: [strange, ...ours] }));
    await start();
    expect((await ids()).every((id) => String(id).startsWith('abcdef'))).toBe(true);
  });

  it('counts worse as negative, whichever way a metric gets better', async () => {
    await startSlower();
    const text = await (await fetch(`${current.running!.address}/metrics`)).text();
    const ratios = [...text.matchAll(/^sglang_nightly_change_ratio\{metric="(\w+)",[^}]*\} (\S+)$/gm)].map(
      ([, metric, value]) => [metric, Math.round(Number(value) * 10) / 10]
    );
    const slower = ratios.filter(([metric]) => metric !== 'acc_length');
    expect(new Set(slower.map(([metric]) => metric)).size).toBe(5);
    expect(new Set(slower.map(([, ratio]) => ratio))).toEqual(new Set([-0.1]));
  });

  it('names the first suspect of an incident for alerts, with its quotes escaped', async () => {
    const nights = changedNights(30, 6, 0.9, NOW);
    await current.github.close();
    current.github = await startFakeGitHub({
      runs: await Promise.all(
        nights.map(async (document, index) =>
          fakeRun(29 - index, NOW, {
            zip: await nightZip(Number(document.run_id), document),
            head_sha: document.commit_sha,
          })
        )
      ),
      commits: nights.map(({ commit_sha: sha }, at) => ({ sha, title: `Bump "flashinfer" (#${at})`, files: ['a.py'] })),
    });
    await start({ apiUrl: current.github.apiUrl });
    await current.running!.collector.refresh();
    const text = async () => (await fetch(`${current.running!.address}/metrics`)).text();
    for (const until = Date.now() + 20_000; !(await text()).includes('suspects="#') && Date.now() < until;) {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(await text()).toMatch(/suspects="#24 Bump \\"flashinfer\\" \(bumps a dependency\)"/);
  }, 60_000);

  it('exposes the latest night and what regressed for Prometheus', async () => {
    await startSlower();
    const text = await (await fetch(`${current.running!.address}/metrics`)).text();
    const labels =
      'gpu_config="8-gpu-b200",model="zai-org/GLM-4.6",variant="default",batch_size="8",input_len="4096",output_len="512"';
    expect(text).toMatch(
      new RegExp(`^sglang_nightly_output_throughput_tokens_per_second\\{${labels}\\} 17\\d\\d`, 'm')
    );
    expect(text).toContain(`sglang_nightly_regression{metric="output_throughput",${labels}} 1\n`);
    expect(text).toMatch(
      /^sglang_nightly_open_regression_ratio\{event="[0-9a-f]{12}",incident="[0-9a-f]{12}",severity="(major|critical)"/m
    );
    expect(text).toMatch(
      /^sglang_nightly_open_incident_ratio\{incident="[0-9a-f]{12}",metric="[^"]+",reported="\d{4}-\d\d-\d\d"[,}]/m
    );
    expect(text).toMatch(/^sglang_nightly_open_incident_info\{incident="[0-9a-f]{12}",severity="(major|critical)"/m);
    expect(text).toMatch(/commits_url="https?:[^"]+\/compare\/[0-9a-f]{40}\.\.\.[0-9a-f]{40}"/);
    expect(text).toContain('sglang_nightly_gpu_config_ran{gpu_config="8-gpu-b200"} 1\n');
    expect(text).toContain('sglang_nightly_collector_github_quota_remaining 4999\n');
    expect(text).toContain('sglang_nightly_collector_runs_archived 30\n');
  });

  it('names in docs/alerting.md what it exposes, and nothing else', async () => {
    await startSlower();
    const text = await (await fetch(`${current.running!.address}/metrics`)).text();
    const exposed = new Set([...text.matchAll(/^# TYPE (sglang_nightly_\w+)/gm)].map((match) => match[1]!));
    const documented = new Set(
      (await readFile(join(__dirname, '../../../docs/alerting.md'), 'utf8')).match(/\bsglang_nightly_\w+/g)
    );
    const measured = new Set(METRICS.map(({ prometheus: { name } }) => `sglang_nightly_${name}`));
    expect([...documented].filter((name) => !exposed.has(name))).toEqual([]);
    expect([...exposed].filter((name) => !documented.has(name) && !measured.has(name))).toEqual([]);
  });

  it('gives changes as an array of objects, for programs that read JSON', async () => {
    await startSlower();
    const rows = (await json('/api/changes?view=events&states=regressed,missing')) as Array<Record<string, unknown>>;
    expect(rows).toHaveLength(30);
    expect(rows[0]).toMatchObject({ state: 'regressed', severity: expect.any(String), change: expect.any(Number) });
    expect(await json('/api/changes?view=fleet')).toHaveLength(2);
    expect(await json('/api/changes?states=improved')).toEqual([]);
    expect(await json('/api/changes?states=nonsense')).toMatchObject({ error: { kind: 'badRequest' } });
  });

  it('is silent on what is acknowledged, and takes in a change of the file at once', async () => {
    const ackFile = join(current.folder, 'acks.yaml');
    await writeFile(ackFile, 'acknowledgements:\n  - labels: { model: "*" }\n    reason: a known trade\n');
    await startSlower({ ackFile });
    const metrics = async () => (await fetch(`${current.running!.address}/metrics`)).text();
    expect(await metrics()).not.toMatch(/^sglang_nightly_open_regression_ratio\{/m);
    await writeFile(ackFile, 'acknowledgements: []\n');
    await current.running!.collector.settled();
    expect(await metrics()).toMatch(/^sglang_nightly_open_regression_ratio\{/m);
    await writeFile(ackFile, 'acknowledgements: nothing\n');
    expect(await json('/api/status')).toMatchObject({
      notices: [{ severity: 'warning', text: expect.stringContaining('acks.yaml:1') }],
    });
  });
});

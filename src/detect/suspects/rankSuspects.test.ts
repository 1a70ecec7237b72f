import { makeSeries } from '../../model/series';
import { type MetricId } from '../../catalogue/metrics';
import { type Incident } from '../incidents/incident';
import { type Commit } from './commit';
import { familiesOf, incidentFacts } from './incidentFacts';
import { nextToMeasure, rankSuspects } from './rankSuspects';

const SRT = 'python/sglang/srt';

interface Seen {
  readonly models?: readonly string[];
  readonly gpus?: readonly string[];
  readonly variants?: readonly string[];
  readonly metrics?: readonly MetricId[];
}

/** An incident of which this is seen. */
function incident({
  models = ['deepseek-ai/DeepSeek-V3.2'],
  gpus = ['8-gpu-h200'],
  variants = ['TP8'],
  metrics,
}: Seen) {
  const events = (metrics ?? ['output_throughput']).map((metric) => ({ metric }));
  const entries = models.flatMap((model) =>
    gpus.flatMap((gpu_config) =>
      variants.map((variant) => ({ series: makeSeries({ gpu_config, model, variant }), events }))
    )
  );
  return { entries } as unknown as Pick<Incident, 'entries'>;
}

function commit(title: string, files?: readonly string[], lines = 50): Commit {
  return { sha: title, title, author: 'a', time: 0, files, lines };
}

const order = (seen: Seen, commits: readonly Commit[]) =>
  rankSuspects(incident(seen), commits).map((one) => one.commit.title);

const MANY = { models: ['deepseek-ai/DeepSeek-V3.2', 'zai-org/GLM-4.6', 'openai/gpt-oss-120b'] };

describe('rankSuspects', () => {
  it("puts the file of the model that changed first, and other models' files last", () => {
    const commits = [
      commit('Support Nemotron', [`${SRT}/models/nemotron.py`], 900),
      commit('Clean up', [`${SRT}/models/deepseek_v2.py`]),
      commit('Fix logs', [`${SRT}/utils/common.py`]),
    ];
    expect(order({}, commits)).toEqual(['Clean up', 'Fix logs', 'Support Nemotron']);
    expect(rankSuspects(incident({}), commits)[0]!.reasons).toEqual(['touches deepseek_v2.py']);
  });

  it('excuses no commit by a tag in its title, or by one file among many', () => {
    const own = commit('[NPU] Optimize', [`${SRT}/models/deepseek_v2.py`]);
    const refactor = commit('Split the executor', [
      `${SRT}/model_executor/a.py`,
      `${SRT}/model_executor/b.py`,
      `${SRT}/hardware_backend/npu/c.py`,
    ]);
    const other = commit('Fix logs', [`${SRT}/utils/common.py`]);
    expect(order({}, [other, own, refactor])).toEqual(['[NPU] Optimize', 'Split the executor', 'Fix logs']);
  });

  it('excuses what touches other hardware and nothing else, whatever its title says', () => {
    const npu = commit('Speed up decoding', [`${SRT}/hardware_backend/npu/attention.py`]);
    const other = commit('Fix logs', [`${SRT}/utils/common.py`]);
    expect(order({}, [npu, other])).toEqual(['Fix logs', 'Speed up decoding']);
    expect(order({ gpus: ['16-npu-a3'] }, [npu, other])).toEqual(['Speed up decoding', 'Fix logs']);
    // Where the files are not known, the title is all there is.
    expect(order({}, [commit('[NPU] Optimize'), commit('Fix logs')])).toEqual(['Fix logs', '[NPU] Optimize']);
  });

  it('takes what touches everything for little evidence of each', () => {
    const speculative = { variants: ['TP8+MTP'], metrics: ['acc_length' as const] };
    const large = commit(
      'Rename',
      [`${SRT}/speculative/a.py`, ...Array.from({ length: 40 }, (_, at) => `${SRT}/x/${at}.py`)],
      4000
    );
    const small = commit('Fix a dtype', [`${SRT}/speculative/a.py`], 4);
    expect(order(speculative, [large, small])[0]).toBe('Fix a dtype');
  });

  it('knows the files that families of models share', () => {
    const shared = commit('Clean up', [`${SRT}/models/deepseek_common/attention.py`]);
    const other = commit('Fix logs', [`${SRT}/utils/common.py`]);
    const named = (model: string) => rankSuspects(incident({ models: [model] }), [shared, other])[0]!.reasons[0];
    expect(named('zai-org/GLM-5.1')).toBe('touches attention.py');
    expect(named('Qwen/Qwen3-32B')).not.toBe('touches attention.py');
  });

  it('goes by what the incident is: hardware, variants, and how many models', () => {
    const commits = [
      commit('Tune FA3', [`${SRT}/layers/attention/flashattention_backend.py`]),
      commit('Update trtllm mla', [`${SRT}/layers/attention/trtllm_mla_backend.py`]),
      commit('Refactor EAGLE', [`${SRT}/speculative/eagle_worker.py`]),
      commit('Bump flashinfer to 0.6', ['python/pyproject.toml']),
    ];
    expect(order({ gpus: ['8-gpu-h200'] }, commits)[0]).toBe('Tune FA3');
    expect(order({ gpus: ['8-gpu-b200'] }, commits)[0]).toBe('Update trtllm mla');
    expect(order({ variants: ['TP8+MTP'], gpus: ['8-gpu-h200', '8-gpu-b200'] }, commits)[0]).toBe('Refactor EAGLE');
    expect(order({ ...MANY, gpus: ['8-gpu-h200', '8-gpu-b200'] }, commits)[0]).toBe('Bump flashinfer to 0.6');
  });

  it.each([
    ['documentation and tests', commit('Update docs', ['docs/a.md', 'test/srt/test_a.py'], 5000)],
    ['other hardware', commit('Optimize shm allreduce', [`${SRT}/hardware_backend/npu/all_reduce.py`], 5000)],
    ['a feature that nightly runs do not use', commit('[LoRA] Refactor scheduler', [`${SRT}/lora/manager.py`], 5000)],
  ])('hardly suspects %s', (_, unlikely) => {
    const ordinary = commit('Speed up logs', [`${SRT}/utils/common.py`], 1);
    expect(order(MANY, [unlikely, ordinary])[0]).toBe('Speed up logs');
  });

  it('hardly suspects a commit that is taken back in the range, and what takes it back', () => {
    const files = [`${SRT}/managers/scheduler.py`];
    const pair = [
      commit('Refactor scheduler (#7)', files),
      commit('[Bug] Revert "Refactor scheduler (#7)" (#8)', files),
    ];
    const logs = commit('Fix logs', [`${SRT}/managers/scheduler.py`]);
    expect(order(MANY, [...pair, logs])[0]).toBe('Fix logs');
    expect(order(MANY, [...pair.slice(1), logs])[0]).toContain('Revert');
  });

  it('suspects what measures, though it lies among tests', () => {
    const nightly = commit('Change warm-up', ['test/nightly/nightly_utils.py']);
    expect(order(MANY, [commit('Fix logs', [`${SRT}/utils/common.py`]), nightly])[0]).toBe('Change warm-up');
  });

  it('goes by titles where the files are not known', () => {
    const commits = [commit('docs: fix typo'), commit('Fix logs'), commit('Bump sgl-kernel to 0.4')];
    expect(order(MANY, commits)).toEqual(['Bump sgl-kernel to 0.4', 'Fix logs', 'docs: fix typo']);
  });

  it('shares the suspicion out, and takes no title or path for more than a text', () => {
    const commits = [commit('\u001b[31m(((', ['../../x']), commit('', []), commit('a'.repeat(5000))];
    const suspects = rankSuspects(incident({}), commits);
    expect(suspects.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    expect(suspects.every(({ score }) => score > 0)).toBe(true);
    expect(rankSuspects(incident({}), [])).toEqual([]);
  });

  it('takes no long time, whatever stands in titles and paths', () => {
    const long = commit(
      `Revert "${'bump update '.repeat(2000)}`,
      Array.from({ length: 300 }, () => 'a/'.repeat(200))
    );
    const began = performance.now();
    rankSuspects(
      incident({}),
      Array.from({ length: 20 }, () => long)
    );
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

describe('nextToMeasure', () => {
  it('halves the suspicion, and never names the end of the range, which was measured', () => {
    const commits = ['a', 'b', 'c', 'd'].map((title) => commit(title));
    const suspects = (shares: readonly number[]) =>
      commits.map((one, at) => ({ commit: one, score: shares[at]!, share: shares[at]!, reasons: [] }));
    expect(nextToMeasure(suspects([0.25, 0.25, 0.25, 0.25]), commits)?.title).toBe('b');
    expect(nextToMeasure(suspects([0.9, 0.05, 0.03, 0.02]), commits)?.title).toBe('a');
    expect(nextToMeasure(suspects([0.02, 0.03, 0.05, 0.9]), commits)?.title).toBe('c');
    expect(nextToMeasure(suspects([1, 0, 0, 0]).slice(0, 1), commits.slice(0, 1))).toBeUndefined();
  });
});

describe('incidentFacts', () => {
  it('says what is affected', () => {
    const facts = (seen: Seen) => [...incidentFacts(incident(seen)).facts].sort();
    expect(facts({})).toEqual([
      'decode',
      'hopper',
      'nvidia',
      'oneGpu',
      'oneModel',
      'plain',
      'serving',
      'singleNode',
      'text',
    ]);
    expect(
      facts({ ...MANY, gpus: ['8-gpu-h200', '8-gpu-b200'], variants: ['TP8+MTP', 'TP8'], metrics: ['ttft_ms'] })
    ).toEqual(['manyModels', 'nvidia', 'prefill', 'serving', 'singleNode', 'text']);
  });

  it.each([
    [{ models: ['Qwen/Qwen3-VL-4B-Instruct'] }, 'vision'],
    [{ gpus: ['8-gpu-mi35x'] }, 'amd'],
    [{ gpus: ['16-npu-a3'] }, 'otherHardware'],
    [{ variants: ['TP8+NEW'], metrics: ['acc_length'] }, 'speculative'],
  ] as const)('says of %j that it is %s', (seen, fact) => {
    expect([...incidentFacts(incident(seen as Seen)).facts]).toContain(fact);
  });

  it.each([
    ['Qwen/Qwen3-235B-A22B', ['qwen3', 'qwen']],
    ['openai/gpt-oss-120b', ['gptoss', 'gpt']],
    ['zai-org/GLM-4.6', ['glm4', 'glm']],
    ['deepseek-ai/DeepSeek-V3.2', ['deepseek']],
    ['nvidia/NVIDIA-Nemotron-3-Super-120B-A12B', ['nemotron']],
  ])('knows %s by %j', (model, families) => {
    expect(familiesOf(model)).toEqual(families);
  });
});

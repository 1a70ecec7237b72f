import { type Commit, hashHex, type Release } from '../../core';
import { type CommitSource } from '../commitSource';

const SRT = 'python/sglang/srt';

/** What might be merged between two nights: titles, files and lines, invented. */
const POOL: ReadonlyArray<readonly [title: string, files: readonly string[], lines: number]> = [
  ['Refactor weight absorption of DeepSeek attention', [`${SRT}/models/deepseek_v2.py`], 148],
  ['Enable spec v2 by default', [`${SRT}/speculative/eagle_worker_v2.py`, `${SRT}/server_args.py`], 210],
  ['Bump flashinfer to 0.6.3', ['python/pyproject.toml', 'docker/Dockerfile'], 8],
  [
    'Support chunked prefill for Llama 4 on B200',
    [`${SRT}/models/llama4.py`, `${SRT}/managers/schedule_policy.py`],
    96,
  ],
  ['Fuse qk norm of MiniMax', [`${SRT}/models/minimax_m2.py`], 74],
  ['Speed up fused MoE of Qwen3', [`${SRT}/models/qwen3_moe.py`, `${SRT}/layers/moe/topk.py`], 120],
  ['[diffusion] Offload the text encoder by default', ['python/sglang/multimodal_gen/runtime/server_args.py'], 31],
  ['[Disagg] Change the transfer buffer of nixl', [`${SRT}/disaggregation/nixl/conn.py`], 88],
  ['[CI] Fix flaky test', ['.github/workflows/pr-test.yml'], 12],
  ['docs: update the installation guide', ['docs/get_started/install.md'], 40],
  ['[AMD] Tune GEMM for MI300X', [`${SRT}/layers/quantization/fp8_utils.py`], 160],
  ['Fix logprobs of the OpenAI API', [`${SRT}/entrypoints/openai/serving_chat.py`], 57],
  ['[LoRA] Refactor memory pool', [`${SRT}/lora/mem_pool.py`], 230],
  ['Simplify retraction in the scheduler', [`${SRT}/managers/schedule_batch.py`], 64],
];

/** Returns commits between any two of the demo's: always the same between the same, in an order of their own. */
export function demoCommits(now: () => number): CommitSource {
  return {
    between(base, head) {
      const commits = POOL.map(([title, files, lines], at): Commit => {
        const sha = hashHex(`${base}|${head}|${at}`, 40);
        const pullRequest = 20_000 + (parseInt(sha.slice(0, 4), 16) % 9000);
        return { sha, title: `${title} (#${pullRequest})`, pullRequest, author: 'demo', time: 0, files, lines };
      }).sort((a, b) => (a.sha < b.sha ? -1 : 1));
      const ending = [...commits.slice(0, -1), { ...commits.at(-1)!, sha: head }];
      return Promise.resolve({ total: ending.length, commits: ending });
    },
    details: (commit) => Promise.resolve(commit),
    labels: () => Promise.resolve(new Map()),
    releases: () => Promise.resolve(demoReleases(now())),
  };
}

const MONTHS = 6;
/** The first release of January 2026. */
const FIRST = 9;

/** A release at noon of the first day of each of the last months. */
function demoReleases(now: number): Release[] {
  const [year, month] = [new Date(now).getUTCFullYear(), new Date(now).getUTCMonth()];
  return Array.from({ length: MONTHS }, (_, ago): Release => {
    const time = Date.UTC(year, month - ago, 1, 12);
    const count = FIRST + 12 * (year - 2026) + month - ago;
    return { tag: `v0.5.${count}`, time };
  }).filter(({ time }) => time <= now);
}

/** One model of the demo, with invented speeds on an 8-gpu-h200. */
export interface DemoModel {
  readonly name: string;
  readonly partition: number;
  /** Output tokens per second at batch size 1. */
  readonly decode: number;
  /** Input tokens per second. */
  readonly prefill: number;
  readonly variants: readonly DemoVariant[];
}

export interface DemoVariant {
  readonly name: string | null;
  readonly args: readonly string[];
  readonly speed: number;
  /** Tokens accepted per speculative-decoding step; undefined without speculative decoding. */
  readonly accepted?: number;
}

const TP8: DemoVariant = { name: 'TP8', args: ['--tp=8'], speed: 1 };
const PLAIN: DemoVariant = { name: null, args: ['--tp=8'], speed: 1 };
const EP8: DemoVariant = { name: 'TP8+EP8', args: ['--tp=8', '--ep=8'], speed: 0.86 };
const MTP: DemoVariant = {
  name: 'TP8+MTP',
  args: ['--tp=8', '--speculative-algorithm=EAGLE'],
  speed: 1.6,
  accepted: 3.1,
};
const EAGLE3: DemoVariant = {
  name: 'TP8+EAGLE3',
  args: ['--tp=8', '--speculative-algorithm=EAGLE3'],
  speed: 1.5,
  accepted: 2.7,
};

export const DEMO_MODELS: readonly DemoModel[] = [
  { name: 'deepseek-ai/DeepSeek-V3.2', partition: 0, decode: 124, prefill: 21400, variants: [TP8, MTP] },
  { name: 'deepseek-ai/DeepSeek-V3.1', partition: 0, decode: 118, prefill: 20900, variants: [TP8, MTP] },
  { name: 'moonshotai/Kimi-K2-Thinking', partition: 0, decode: 96, prefill: 17800, variants: [TP8] },
  { name: 'MiniMaxAI/MiniMax-M2.5', partition: 1, decode: 150, prefill: 25200, variants: [PLAIN, EP8] },
  { name: 'Qwen/Qwen3-235B-A22B-Instruct-2507', partition: 1, decode: 138, prefill: 23800, variants: [TP8, EP8] },
  { name: 'Qwen/Qwen3-Coder-480B-A35B-Instruct', partition: 1, decode: 109, prefill: 19300, variants: [TP8] },
  { name: 'zai-org/GLM-4.6', partition: 2, decode: 131, prefill: 22600, variants: [TP8, MTP] },
  {
    name: 'meta-llama/Llama-4-Maverick-17B-128E-Instruct',
    partition: 2,
    decode: 172,
    prefill: 29400,
    variants: [TP8, EAGLE3],
  },
  { name: 'openai/gpt-oss-120b', partition: 2, decode: 240, prefill: 38900, variants: [PLAIN, EAGLE3] },
];

export const DEMO_GPUS = [
  { name: '8-gpu-h200', speed: 1 },
  { name: '8-gpu-b200', speed: 1.55 },
] as const;

export const DEMO_BATCH_SIZES = [1, 8, 16, 64] as const;

export const DEMO_LENGTHS = [
  { input_len: 4096, output_len: 512 },
  { input_len: 1024, output_len: 1024 },
] as const;

export const DEMO_SUITES = [
  {
    gpu: '1-gpu-runner',
    suite: 'TestDiffusionServerOneGpu',
    tests: [
      { name: 'flux_image_t2i', steps: 50, denoise: 72, frames: null },
      { name: 'qwen_image_t2i', steps: 50, denoise: 168, frames: null },
      { name: 'wan2_1_t2v_1_3b', steps: 50, denoise: 131, frames: 81 },
    ],
  },
  {
    gpu: '2-gpu-runner',
    suite: 'TestDiffusionServerTwoGpu',
    tests: [
      { name: 'wan2_2_t2v_a14b_2gpu', steps: 40, denoise: 272, frames: 81 },
      { name: 'flux_2_image_t2i_2gpus', steps: 50, denoise: 341, frames: null },
    ],
  },
] as const;

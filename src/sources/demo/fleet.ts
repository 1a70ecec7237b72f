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

/** Cases of image and video generation: seconds in all, milliseconds a step. */
export const DEMO_CASES = [
  { id: 'flux1_dev_t2i_1024', model: 'black-forest-labs/FLUX.1-dev', task: 'text-to-image', latency: 4.3, steps: 50 },
  { id: 'zimage_turbo_t2i_1024', model: 'Tongyi-MAI/Z-Image-Turbo', task: 'text-to-image', latency: 1.9, steps: 9 },
  { id: 'qwen_image_2512_t2i_1024', model: 'Qwen/Qwen-Image-2512', task: 'text-to-image', latency: 8.9, steps: 50 },
  {
    id: 'wan22_ti2v_5b_720p',
    model: 'Wan-AI/Wan2.2-TI2V-5B-Diffusers',
    task: 'text-image-to-video',
    latency: 60.1,
    steps: 50,
  },
  {
    id: 'wan22_t2v_a14b_720p',
    model: 'Wan-AI/Wan2.2-T2V-A14B-Diffusers',
    task: 'text-to-video',
    latency: 65.2,
    steps: 40,
  },
] as const;

/** A model on 72 GPUs, its prefill and decode workers apart: per GPU and for one user at concurrency 1. */
export const DEMO_TOPOLOGIES = [
  { prefill: { workers: 2, tp: 4, ep: 4 }, decode: { workers: 1, tp: 8, ep: 8 }, perUser: 148, perGpu: 900 },
  { prefill: { workers: 4, tp: 4, ep: 4 }, decode: { workers: 1, tp: 32, ep: 32 }, perUser: 92, perGpu: 2300 },
] as const;

export const DEMO_CONCURRENCIES = [4, 16, 64, 256, 1024] as const;

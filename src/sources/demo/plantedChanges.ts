/** What a planted change multiplies. */
type Planted = 'decode' | 'prefill' | 'accepted' | 'denoise';

/** A change that the demo holds on purpose, so that detection has something to find. */
export interface PlantedChange {
  readonly model: string;
  /** Left out: on all. */
  readonly gpu?: string;
  readonly variant?: string;
  readonly factors: Readonly<Partial<Record<Planted, number>>>;
  /** Nights before the end of the demo: from the first changed night, until the first that is as before. */
  readonly from: number;
  readonly until?: number;
}

export const PLANTED_CHANGES: readonly PlantedChange[] = [
  { model: 'deepseek-ai/DeepSeek-V3.2', gpu: '8-gpu-h200', factors: { decode: 0.92 }, from: 20 },
  { model: 'meta-llama/Llama-4-Maverick-17B-128E-Instruct', gpu: '8-gpu-b200', factors: { prefill: 0.85 }, from: 9 },
  { model: 'zai-org/GLM-4.6', variant: 'TP8+MTP', factors: { accepted: 0.9, decode: 0.93 }, from: 14 },
  { model: 'MiniMaxAI/MiniMax-M2.5', factors: { decode: 0.9 }, from: 58, until: 44 },
  { model: 'Qwen/Qwen3-235B-A22B-Instruct-2507', factors: { decode: 1.08 }, from: 33 },
  { model: 'Wan-AI/Wan2.2-TI2V-5B-Diffusers', factors: { denoise: 1.07 }, from: 26, until: 17 },
  { model: 'deepseek-ai/DeepSeek-R1-0528-FP4', factors: { decode: 0.93 }, from: 39, until: 30 },
];

/** Returns the factor that the planted changes give to one quantity, `night` nights before the end. */
export function plantedFactor(
  quantity: Planted,
  at: { model: string; gpu: string; variant: string; night: number }
): number {
  return PLANTED_CHANGES.filter(
    ({ model, gpu, variant, from, until }) =>
      model === at.model &&
      (gpu ?? at.gpu) === at.gpu &&
      (variant ?? at.variant) === at.variant &&
      at.night <= from &&
      at.night > (until ?? -1)
  ).reduce((factor, change) => factor * (change.factors[quantity] ?? 1), 1);
}

import {
  DEMO_BATCH_SIZES,
  DEMO_GPUS,
  DEMO_LENGTHS,
  DEMO_CASES,
  DEMO_CONCURRENCIES,
  DEMO_MODELS,
  DEMO_TOPOLOGIES,
  type DemoModel,
  type DemoVariant,
} from './fleet';
import { plantedFactor } from './plantedChanges';
import { hashNoise } from './hashNoise';

/** Which night a document is made for. */
export interface DemoNight {
  readonly seed: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Nights before the end of the demo. */
  readonly night: number;
  /** A partition whose results got lost. */
  readonly lostPartition?: number;
}

const NOISE = 0.007;

/** Returns the serving `results` of one night in exactly the artifact's shape. */
export function demoResults(night: DemoNight): readonly unknown[] {
  return DEMO_GPUS.flatMap((gpu) =>
    DEMO_MODELS.filter((model) => model.partition !== night.lostPartition).flatMap((model) =>
      model.variants.map((variant) => servingResult(night, gpu, model, variant))
    )
  );
}

function servingResult(night: DemoNight, gpu: (typeof DEMO_GPUS)[number], model: DemoModel, variant: DemoVariant) {
  const at = { model: model.name, gpu: gpu.name, variant: variant.name ?? 'default', night: night.night };
  const planted = {
    decode: plantedFactor('decode', at),
    prefill: plantedFactor('prefill', at),
    accepted: plantedFactor('accepted', at),
  };
  const noise = (batch: number, inputLength: number) =>
    noiseOf([night.seed, night.date, gpu.name, model.name, at.variant, batch, inputLength]);
  const groups = DEMO_LENGTHS.map((lengths) => ({
    ...lengths,
    benchmarks: DEMO_BATCH_SIZES.map((batch) => {
      const decode = model.decode * variant.speed * gpu.speed * batch ** 0.74 * planted.decode;
      const prefill = model.prefill * gpu.speed * (batch > 1 ? 1.06 : 1) * planted.prefill;
      const accepted = variant.accepted && variant.accepted * planted.accepted;
      return benchmark({ decode, prefill, accepted }, noise(batch, lengths.input_len), batch, lengths);
    }),
  }));
  return {
    gpu_config: gpu.name,
    partition: model.partition,
    model: model.name,
    variant: variant.name,
    server_args: variant.args,
    benchmarks: groups.flatMap(({ input_len, output_len, benchmarks }) =>
      benchmarks.map(({ batch_size, ...measured }) => ({ batch_size, input_len, output_len, ...measured }))
    ),
    benchmarks_by_io_len: Object.fromEntries(groups.map((group) => [`${group.input_len}_${group.output_len}`, group])),
  };
}

/** Returns factors around 1 that depend on what they are for, and on the quantity alone. */
function noiseOf(of: ReadonlyArray<string | number>): (quantity: string) => number {
  const noise = hashNoise(`${of.join('|')}|`);
  return (quantity) => 1 + NOISE * noise(quantity);
}

/** What a run of one variant measures, before noise. */
interface Speed {
  /** In tokens a second. */
  readonly decode: number;
  readonly prefill: number;
  /** Accepted tokens a step, where there is speculative decoding. */
  readonly accepted: number | undefined;
}

function benchmark(
  { decode, prefill, accepted }: Speed,
  noise: (quantity: string) => number,
  batch: number,
  { input_len, output_len }: (typeof DEMO_LENGTHS)[number]
) {
  const output = decode * noise('decode');
  const input = prefill * noise('prefill');
  const ttft = (batch * input_len) / input;
  const latency = ttft + (batch * output_len) / output;
  return {
    batch_size: batch,
    latency_ms: latency * 1000,
    input_throughput: input,
    output_throughput: output,
    overall_throughput: (batch * (input_len + output_len)) / latency,
    ttft_ms: ttft * 1000 * noise('ttft'),
    acc_length: accepted ? accepted * noise('accepted') : null,
  };
}

/** The diffusion cases of one night, in exactly the artifact's shape. */
export function demoComparison(night: DemoNight): {
  readonly methodology: string;
  readonly results: readonly unknown[];
} {
  const methodology = 'client-e2e-v1';
  const results = DEMO_CASES.map(({ id, model, task, latency, steps }) => {
    const noise = noiseOf([night.seed, night.date, id]);
    const planted = plantedFactor('denoise', { model, gpu: '', variant: '', night: night.night });
    const base = latency * planted * noise('night');
    const samples = [1, 2, 3].map((sample) => base * (1 + 0.2 * (noise(`${sample}`) - 1)));
    const server = samples.map((sample) => sample * 0.98);
    const denoising = base * 930;
    return {
      case_id: id,
      framework: 'sglang',
      model,
      task,
      methodology,
      latency_s: samples[0],
      latency_samples_s: samples,
      measurement_count: samples.length,
      first_request_latency_s: base * 1.02,
      server_latency_s: server[0],
      server_latency_samples_s: server,
      server_stage_medians_ms: {
        TextEncodingStage: 28 * noise('text'),
        DenoisingStage: denoising,
        DecodingStage: base * 12,
      },
      median_denoise_step_ms: denoising / steps,
      error: null,
    };
  });
  return { methodology, results };
}

/** The multi-node files of one night by their names, in exactly the artifact's shape. */
export function demoMultinode({ seed, date, night }: DemoNight): Record<string, unknown> {
  const files = DEMO_TOPOLOGIES.flatMap(({ prefill, decode, perUser, perGpu }, at) =>
    DEMO_CONCURRENCIES.map((conc) => {
      const noise = noiseOf([seed, date, 'gb200', at, conc]);
      const planted = plantedFactor('decode', { model: MULTINODE_MODEL, gpu: 'gb200', variant: '', night });
      const load = conc / (conc + 90);
      const user = perUser * (1 - 0.7 * load) * planted * noise('user');
      const output = perGpu * load * planted * noise('gpu');
      const ttft = (0.3 + 2 * load) * noise('ttft');
      const tpot = 1 / user;
      const e2el = ttft + tpot * 1024;
      return [
        `agg_${at}_${conc}.json`,
        {
          ...identity(prefill, decode),
          conc,
          tput_per_gpu: output * 9,
          output_tput_per_gpu: output,
          input_tput_per_gpu: output * 8,
          ...latencies({ ttft, tpot, itl: tpot * 0.98, e2el }),
          median_intvty: user,
        },
      ] as const;
    })
  );
  return Object.fromEntries(files);
}

const MULTINODE_MODEL = 'deepseek-ai/DeepSeek-R1-0528-FP4';

type Workers = (typeof DEMO_TOPOLOGIES)[number]['prefill' | 'decode'];

function identity(prefill: Workers, decode: Workers) {
  const side = (name: string, { workers, tp, ep }: Workers) => ({
    [`num_${name}_gpu`]: workers * tp,
    [`${name}_num_workers`]: workers,
    [`${name}_tp`]: tp,
    [`${name}_ep`]: ep,
    [`${name}_dp_attention`]: true,
  });
  return {
    hw: 'gb200',
    model: MULTINODE_MODEL,
    infmax_model_prefix: 'dsr1',
    framework: 'dynamo-sglang',
    precision: 'fp4',
    isl: 8192,
    osl: 1024,
    is_multinode: true,
    disagg: true,
    ...side('prefill', prefill),
    ...side('decode', decode),
  };
}

/** Seconds, as InferenceX writes them. */
function latencies(medians: Readonly<Record<string, number>>) {
  return Object.fromEntries(
    Object.entries(medians).flatMap(([name, seconds]) => [
      [`mean_${name}`, seconds * 1.02],
      [`median_${name}`, seconds],
      [`p99_${name}`, seconds * 1.4],
      [`std_${name}`, seconds * 0.1],
    ])
  );
}

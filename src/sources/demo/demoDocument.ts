import {
  DEMO_BATCH_SIZES,
  DEMO_GPUS,
  DEMO_LENGTHS,
  DEMO_MODELS,
  DEMO_SUITES,
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

/** Returns the `results` of one night in exactly the artifact's shape. */
export function demoResults(night: DemoNight): readonly unknown[] {
  const serving = DEMO_GPUS.flatMap((gpu) =>
    DEMO_MODELS.filter((model) => model.partition !== night.lostPartition).flatMap((model) =>
      model.variants.map((variant) => servingResult(night, gpu, model, variant))
    )
  );
  return [...serving, ...DEMO_SUITES.map((suite) => diffusionResult(night, suite))];
}

function servingResult(night: DemoNight, gpu: (typeof DEMO_GPUS)[number], model: DemoModel, variant: DemoVariant) {
  const groups = DEMO_LENGTHS.map((lengths) => ({
    ...lengths,
    benchmarks: DEMO_BATCH_SIZES.map((batch) => benchmark(night, gpu, model, variant, batch, lengths)),
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

function benchmark(
  { seed, date, night }: DemoNight,
  gpu: (typeof DEMO_GPUS)[number],
  model: DemoModel,
  variant: DemoVariant,
  batch: number,
  { input_len, output_len }: (typeof DEMO_LENGTHS)[number]
) {
  const at = { model: model.name, gpu: gpu.name, variant: variant.name ?? 'default', night };
  const noise = (what: string) =>
    1 + NOISE * hashNoise([seed, date, gpu.name, model.name, at.variant, batch, input_len, what].join('|'));
  const decode = model.decode * variant.speed * gpu.speed * batch ** 0.74;
  const prefill = model.prefill * gpu.speed * (batch > 1 ? 1.06 : 1);
  const output = decode * plantedFactor('decode', at) * noise('decode');
  const input = prefill * plantedFactor('prefill', at) * noise('prefill');
  const ttft = (batch * input_len) / input;
  const latency = ttft + (batch * output_len) / output;
  return {
    batch_size: batch,
    latency_ms: latency * 1000,
    input_throughput: input,
    output_throughput: output,
    overall_throughput: (batch * (input_len + output_len)) / latency,
    ttft_ms: ttft * 1000 * noise('ttft'),
    acc_length: variant.accepted ? variant.accepted * plantedFactor('accepted', at) * noise('accepted') : null,
  };
}

function diffusionResult({ seed, date }: DemoNight, { gpu, suite, tests }: (typeof DEMO_SUITES)[number]) {
  return {
    gpu_config: gpu,
    test_suite: suite,
    tests: tests.map(({ name, steps, denoise, frames }) => {
      const average = denoise * (1 + NOISE * hashNoise([seed, date, gpu, name].join('|')));
      const total = average * steps * 1.2;
      return {
        test_name: name,
        class_name: suite,
        modality: frames ? 'video' : 'image',
        e2e_ms: total,
        avg_denoise_ms: average,
        median_denoise_ms: average * 0.984,
        stage_metrics: { TextEncodingStage: 60.1, DenoisingStage: average * steps },
        sampled_steps: { '0': average },
        frames_per_second: frames ? (frames / total) * 1000 : null,
        total_frames: frames,
        avg_frame_time_ms: frames ? total / frames : null,
      };
    }),
  };
}

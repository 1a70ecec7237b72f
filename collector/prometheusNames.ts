import { type MetricId } from '../src/core';

/** How a metric is called in Prometheus. */
interface PrometheusName {
  /** Without the `sglang_nightly_` prefix, in base units. */
  readonly name: string;
  /** What one unit of ours is in the base unit. */
  readonly factor: number;
}

const seconds = (name: string): PrometheusName => ({ name: `${name}_seconds`, factor: 0.001 });
const perSecond = (name: string): PrometheusName => ({ name: `${name}_tokens_per_second`, factor: 1 });

/** The names of all metrics. */
export const PROMETHEUS_NAMES: Readonly<Record<MetricId, PrometheusName>> = {
  overall_throughput: perSecond('overall_throughput'),
  input_throughput: perSecond('input_throughput'),
  output_throughput: perSecond('output_throughput'),
  latency_ms: seconds('latency'),
  ttft_ms: seconds('ttft'),
  acc_length: { name: 'acceptance_length_tokens', factor: 1 },
  e2e_ms: seconds('diffusion_e2e'),
  avg_denoise_ms: seconds('diffusion_denoise_average'),
  median_denoise_ms: seconds('diffusion_denoise_median'),
  avg_frame_time_ms: seconds('diffusion_frame_average'),
  frames_per_second: { name: 'diffusion_frames_per_second', factor: 1 },
  server_e2e_ms: seconds('diffusion_server_e2e'),
  first_request_ms: seconds('diffusion_first_request'),
  text_encoding_ms: seconds('diffusion_text_encoding'),
  denoising_ms: seconds('diffusion_denoising'),
  decoding_ms: seconds('diffusion_decoding'),
  throughput_per_gpu: perSecond('throughput_per_gpu'),
  output_throughput_per_gpu: perSecond('output_throughput_per_gpu'),
  input_throughput_per_gpu: perSecond('input_throughput_per_gpu'),
  interactivity: perSecond('interactivity'),
  tpot_ms: seconds('tpot'),
  p99_tpot_ms: seconds('tpot_p99'),
  itl_ms: seconds('itl'),
  p99_itl_ms: seconds('itl_p99'),
  p99_ttft_ms: seconds('ttft_p99'),
  e2el_ms: seconds('e2el'),
  p99_e2el_ms: seconds('e2el_p99'),
};

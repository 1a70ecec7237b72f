import { type MetricId } from '../../catalogue/metrics';
import { type Fields, isFields } from '../../lib/types';
import { makeIssue } from '../../model/issue';
import { makeSeries } from '../../model/series';
import { type Flattened, measuredValues } from '../rows/rows';
import { type Form } from './form';

/** What a kernel is measured in, by the words of the file, and what one of it is in the metric's unit. */
const UNITS: Readonly<Record<string, { readonly metric: MetricId; readonly factor: number }>> = {
  'gb/s': { metric: 'kernel_bandwidth', factor: 1 },
  'tb/s': { metric: 'kernel_bandwidth', factor: 1000 },
  tflops: { metric: 'kernel_tflops', factor: 1 },
  'tflop/s': { metric: 'kernel_tflops', factor: 1 },
  gflops: { metric: 'kernel_tflops', factor: 0.001 },
  us: { metric: 'kernel_time_us', factor: 1 },
  ms: { metric: 'kernel_time_us', factor: 1000 },
};

/**
 * The benchmarks of single kernels on one machine: `cases`, each with measurements by shape. The file is overwritten with each
 * night. https://github.com/sgl-project/ci-data/tree/main/kernel-bench
 */
export const kernelForm: Form = {
  title: 'kernel benchmark',
  recognises: ({ cases, meta }) => isFields(cases) && isFields(meta),
  read({ cases, meta }, where) {
    const { device_name: device } = meta as Fields;
    const machine = typeof device === 'string' && device ? device.replace(/^NVIDIA /, '').slice(0, 100) : 'unknown';
    const read = Object.entries(cases as Fields).map(([kernel, one]) =>
      readCase(kernel, isFields(one) ? one : {}, machine, `${where}: cases.${kernel}`)
    );
    return { rows: read.flatMap(({ rows }) => rows), issues: read.flatMap(({ issues }) => issues) };
  },
};

function readCase(kernel: string, { metric: unit, measurements }: Fields, machine: string, where: string): Flattened {
  const known = UNITS[String(unit).toLowerCase().replace('µ', 'u')];
  if (!known || !isFields(measurements)) {
    const [field, expected, given] = known
      ? ['measurements', 'an object', measurements]
      : ['metric', `one of ${Object.keys(UNITS).join(', ')}`, unit];
    return { rows: [], issues: [makeIssue('wrongType', `${where}.${String(field)}`, String(expected), given)] };
  }
  const read = Object.entries(measurements).map(([shape, value]) => {
    const { values, issues } = measuredValues({ [shape]: value }, [{ field: shape, ...known }], () => where);
    const failure = value === null ? 'it was not measured' : undefined;
    const series = makeSeries({ gpu_config: machine, kernel, shape });
    return { rows: [{ series, values, ...(failure && { failure }) }], issues };
  });
  return { rows: read.flatMap(({ rows }) => rows), issues: read.flatMap(({ issues }) => issues) };
}

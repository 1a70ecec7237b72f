import { type Labels } from '../model/labels';

/** Returns a series' name in one line, without its GPU configuration: `zai-org/GLM-4.6 TP8+MTP bs=8 4096/512`. `short` shortens its model. */
export function seriesName(labels: Labels, short = (model: string) => model): string {
  const { model, variant, framework, precision, topology, batch_size, concurrency } = labels;
  const { input_len, output_len, server_args, test_suite, test_name, case: ofCase, methodology } = labels;
  return [
    model && short(model),
    variant,
    framework,
    precision,
    topology,
    batch_size && `bs=${batch_size}`,
    concurrency && `conc=${concurrency}`,
    input_len && `${input_len}/${output_len ?? ''}`,
    server_args,
    test_suite,
    test_name,
    ofCase,
    methodology,
  ]
    .filter(Boolean)
    .join(' ');
}

import { type Labels } from '../model/labels';

/** Returns a series' name in one line, without its GPU configuration: `zai-org/GLM-4.6 TP8+MTP bs=8 4096/512`. `short` shortens its model. */
export function seriesName(labels: Labels, short = (model: string) => model): string {
  const { model, variant, batch_size, input_len, output_len, server_args, test_suite, test_name } = labels;
  return [
    model && short(model),
    variant,
    batch_size && `bs=${batch_size}`,
    input_len && `${input_len}/${output_len ?? ''}`,
    server_args,
    test_suite,
    test_name,
  ]
    .filter(Boolean)
    .join(' ');
}

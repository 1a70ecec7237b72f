import { observedNights } from '../detect/changes/observedNights';
import { gpuConfigsOf, presenceOf } from '../detect/changes/presence';
import { finish } from '../model/job';
import { type Column } from '../model/table';
import { MS_PER_HOUR } from '../model/time';
import { type AnswerContext } from './answerContext';

type Context = Pick<AnswerContext, 'table' | 'selected' | 'now'>;

/** Returns how many hours old the newest of the selected runs with results is, as one number; none where there is none. */
export function ageColumns({ table, selected, now }: Context): Column[] {
  const times = selected.runs.flatMap((index) => {
    const { run, benchmarks } = table.runs[index]!;
    return benchmarks > 0 ? [run.time] : [];
  });
  return times.length > 0 ? [hours('age', now - Math.max(...times))] : [];
}

/**
 * Returns by how many hours each GPU configuration is behind the newest night: 0 where it ran, or where it does not run
 * regularly.
 */
export function behindColumns({ table }: Context): Column[] {
  const observed = observedNights(table);
  const configs = finish(gpuConfigsOf(table.series, observed));
  const absent = new Map(
    presenceOf(configs, observed).flatMap(({ state, gpuConfig, run }) =>
      state === 'not run' ? [[gpuConfig, run]] : []
    )
  );
  const timeOf = (run: number) => table.runs[run]!.run.time;
  const newest = Math.max(...(observed.nights.at(-1)?.map(timeOf) ?? []));
  return configs.map(({ gpuConfig }) => {
    const run = absent.get(gpuConfig);
    return { ...hours('behind', run === undefined ? 0 : newest - timeOf(run)), labels: { gpu_config: gpuConfig } };
  });
}

function hours(name: string, ms: number): Column {
  return { name, type: 'number', unit: 'hours', decimals: 1, values: [ms / MS_PER_HOUR] };
}

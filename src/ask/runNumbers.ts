import { cadencesOf } from '../detect/observed/cadence';
import { isUsualOnMain } from '../detect/observed/observedNights';
import { type Column } from '../model/table';
import { MS_PER_HOUR } from '../lib/time';
import { type AnswerContext } from './answerContext';

type Context = Pick<AnswerContext, 'table' | 'selected' | 'now' | 'observed' | 'findings'>;

/**
 * Returns how many hours old the newest usual run with results is, as one number; none where there is none. It is one of the
 * main branch, unless the query says which.
 */
export function ageColumns({ table, selected, now, observed }: Context): Column[] {
  const times = selected.runs.flatMap((index) => {
    const { run, benchmarks } = table.runs[index]!;
    const isMeant = selected.choosesBranch || isUsualOnMain(table, observed, index);
    return benchmarks > 0 && isMeant && run.time <= now ? [run.time] : [];
  });
  return times.length > 0 ? [hours('age', now - Math.max(...times), { metric: 'age' })] : [];
}

/** Returns for each workflow by how many hours its next night is late, by its own cadence; 0 where it is not. */
export function lateColumns({ table, now, observed }: Context): Column[] {
  return cadencesOf(table, observed, now).map(({ workflow, newest, allowed }) =>
    hours('late', Math.max(0, now - newest - allowed), { ...(workflow && { workflow }), metric: 'late' })
  );
}

/**
 * Returns by how many hours each GPU configuration is behind the newest usual night: 0 where it ran, where it does not run
 * regularly, or where its absence is acknowledged. Nothing where that is not known yet.
 */
export function behindColumns({ table, observed, findings }: Context): Column[] {
  const absent = new Map(
    findings?.availability.absences.flatMap(({ state, gpuConfig, run, acknowledgement }) =>
      state === 'not run' && !acknowledgement ? [[gpuConfig, run]] : []
    )
  );
  const timeOf = (run: number) => table.runs[run]!.run.time;
  const newest = Math.max(...cadencesOf(table, observed).map((one) => one.newest));
  return (findings?.fleet ?? []).map(({ gpuConfig }) => {
    const run = absent.get(gpuConfig);
    return hours('behind', run === undefined ? 0 : newest - timeOf(run), { gpu_config: gpuConfig, metric: 'behind' });
  });
}

/** Returns 1 where the source as a whole failed, and 0 where it did not. */
export function failingColumns({ sourceFails }: Pick<AnswerContext, 'sourceFails'>): Column[] {
  return [{ name: 'failing', type: 'number', labels: { metric: 'failing' }, values: [sourceFails ? 1 : 0] }];
}

function hours(name: string, ms: number, labels: Column['labels']): Column {
  return { name, type: 'number', unit: 'hours', decimals: 1, labels, values: [ms / MS_PER_HOUR] };
}

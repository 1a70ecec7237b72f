import { type SeriesColumns } from '../table/nightTable';

/**
 * Returns how to name models in short: without the organisation, such as `GLM-4.6` for `zai-org/GLM-4.6`, where no other of
 * these models is left with the same name.
 */
export function shortModels(models: Iterable<string | undefined>): (model: string) => string {
  const owners = new Map<string, Set<string>>();
  for (const model of models) {
    if (model !== undefined) {
      const short = shortModel(model);
      owners.set(short, (owners.get(short) ?? new Set()).add(model));
    }
  }
  return (model) => {
    const short = shortModel(model);
    return (owners.get(short)?.size ?? 0) > 1 ? model : short;
  };
}

/** Returns how to name the models of some series in short. */
export function shortModelsOf(series: ReadonlyArray<Pick<SeriesColumns, 'series'>>): (model: string) => string {
  return shortModels(series.map(({ series: { labels } }) => labels.model));
}

/** Returns the name of a model without its organisation, such as `GLM-4.6` for `zai-org/GLM-4.6`. */
export function shortModel(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1) || model;
}

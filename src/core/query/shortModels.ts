/**
 * Returns how to name models in short: without the organisation, such as `GLM-4.6` for `zai-org/GLM-4.6`, where no other of
 * these models is left with the same name.
 */
export function shortModels(models: Iterable<string | undefined>): (model: string) => string {
  const owners = new Map<string, Set<string>>();
  for (const model of models) {
    if (model !== undefined) {
      const short = withoutOrganisation(model);
      owners.set(short, (owners.get(short) ?? new Set()).add(model));
    }
  }
  return (model) => {
    const short = withoutOrganisation(model);
    return (owners.get(short)?.size ?? 0) > 1 ? model : short;
  };
}

function withoutOrganisation(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1) || model;
}

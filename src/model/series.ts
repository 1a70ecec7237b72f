import { type Labels } from '../catalogue/labels';

/** What is measured night after night: one benchmark of one model in one variant on one GPU configuration. */
export interface Series {
  /** Stable text made of the labels: equal ids mean the same series. */
  readonly id: string;
  readonly labels: Labels;
}

/** Returns the series with these labels; labels that are empty are left out. */
export function makeSeries(labels: Labels): Series {
  const kept: Record<string, string> = {};
  let id = '';
  for (const [name, value] of Object.entries(labels)) {
    if (value !== '') {
      kept[name] = value;
      id += `${id && ','}${name}=${value}`;
    }
  }
  return { id, labels: kept };
}

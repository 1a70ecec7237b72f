import { type ChangeEvent } from '../events/changeEvent';
import { standsFor } from '../events/composites';
import { type ObservedNights } from '../observed/observedNights';

/** Knows which changes are reported, so that composites do not repeat what their members, or coarser composites, show. */
export class Coverage {
  private readonly byGroup = new Map<string, ChangeEvent[]>();

  constructor(
    events: readonly ChangeEvent[],
    private readonly observed: ObservedNights
  ) {
    events.forEach((event) => this.add(event));
  }

  add(event: ChangeEvent): void {
    if (event.state !== 'suspect' && event.state !== 'withdrawn') {
      const group = this.byGroup.get(groupOf(event));
      group ? group.push(event) : this.byGroup.set(groupOf(event), [event]);
    }
  }

  /** Returns the changes that report a change of a composite already, within a night of it. */
  of(composite: ChangeEvent): ChangeEvent[] {
    const { nightOfRun } = this.observed;
    const [first, last] = composite.range.map((run) => nightOfRun[run]!) as [number, number];
    return (this.byGroup.get(groupOf(composite)) ?? []).filter(
      ({ range, series, members }) =>
        (members > 1 ? standsFor(series, composite.series) : standsFor(composite.series, series)) &&
        nightOfRun[range[0]]! <= last + 1 &&
        nightOfRun[range[1]]! >= first - 1
    );
  }
}

function groupOf({ series: { labels }, better }: ChangeEvent): string {
  return [labels.gpu_config, labels.model, labels.variant, better].join('|');
}

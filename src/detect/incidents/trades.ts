import { type MetricId, metricOf } from '../../catalogue/metrics';
import { type ChangeEvent, isOpenImprovement, isOpenRegression, strengthOf } from '../events/changeEvent';
import { type Incident } from './incident';

const SPEED: ReadonlySet<string> = new Set(['decode', 'prefill', 'diffusion']);

/** Says of incidents in which a model got faster and less accurate at the same time that it did both: each incident says the same. */
export function withTrades(incidents: readonly Incident[]): Incident[] {
  const eventsIn = (is: (event: ChangeEvent) => boolean) =>
    incidents.flatMap((incident) => incident.entries.flatMap(({ events }) => events.filter(is)));
  const fallen = eventsIn((event) => event.metric === 'accuracy' && isOpenRegression(event));
  const faster = eventsIn((event) => SPEED.has(metricOf(event.metric).family) && isOpenImprovement(event));
  const notes = new Map<string, string>();
  for (const fall of fallen) {
    const meanwhile = faster.filter((gain) => isOfOne(fall, gain));
    if (meanwhile.length > 0) {
      const gain = meanwhile.reduce((a, b) => (strengthOf(b.change) > strengthOf(a.change) ? b : a));
      const { dataset = 'accuracy' } = fall.series.labels;
      const note = `Faster by ${fasterBy(gain).toFixed(1)} %, and ${dataset} from ${shareText(fall.before)} to ${shareText(fall.after)}.`;
      [fall, ...meanwhile].forEach(({ id }) => notes.set(id, note));
    }
  }
  return incidents.map((incident) => {
    const own = incident.entries.flatMap(({ events }) => events.flatMap(({ id }) => notes.get(id) ?? []));
    return own.length > 0 ? { ...incident, notes: [...incident.notes, own[0]!] } : incident;
  });
}

/** Whether two changes are of one model, as it is served on one GPU configuration, and may have begun with the same commits. */
function isOfOne(fall: ChangeEvent, gain: ChangeEvent): boolean {
  const isSame = (name: string) => fall.series.labels[name] === gain.series.labels[name];
  const overlaps = fall.range[0] <= gain.range[1] && gain.range[0] <= fall.range[1];
  return overlaps && isSame('model') && isSame('gpu_config') && isSame('variant');
}

/** How much faster it is in %, of a time too. */
function fasterBy({ metric, change: { percent } }: ChangeEvent): number {
  return isTime(metric) ? 100 * (1 / (1 + percent / 100) - 1) : percent;
}

function isTime(metric: MetricId): boolean {
  return metricOf(metric).direction === 'lower';
}

function shareText(share: number): string {
  return share.toFixed(2);
}

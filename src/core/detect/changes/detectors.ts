import { type NightTable } from '../../flatten/nightTable';
import { type Changes, createDetector, type Detector, type Knowledge } from './detector';
import { DEFAULT_SENSITIVITY, type Sensitivity } from '../levels/detectorOptions';

/** Detectors of all sensitivities that are asked for, each of which looks at a table once. */
export interface Detectors {
  of(sensitivity: Sensitivity): Detector;
  changes(table: NightTable, sensitivity: Sensitivity): Changes;
}

interface Kept {
  readonly key: string;
  readonly detector: Detector;
  last?: { readonly table: NightTable; readonly knowledge: string; readonly changes: Changes };
}

/** Anybody can ask with a sensitivity of their own: only those asked last are kept. */
const MOST = 6;

/**
 * Returns detectors. `knowledge` is asked at each detection; what is known of events concerns the host's own
 * sensitivity alone, for with another one there are other events.
 */
export function createDetectors(knowledge: () => Knowledge, own: Sensitivity = DEFAULT_SENSITIVITY): Detectors {
  const kept: Kept[] = [];
  const find = (sensitivity: Sensitivity): Kept => {
    const key = `${sensitivity.preset} ${sensitivity.smallestChange}`;
    const at = kept.findIndex((one) => one.key === key);
    const [found = { key, detector: createDetector(sensitivity) }] = at < 0 ? [] : kept.splice(at, 1);
    kept.unshift(found);
    kept.splice(MOST);
    return found;
  };
  return {
    of: (sensitivity) => find(sensitivity).detector,
    changes(table, sensitivity) {
      const one = find(sensitivity);
      const { acknowledgements = [], known = [], now = 0 } = knowledge();
      const signature = JSON.stringify(acknowledgements.filter(({ until = Infinity }) => until > now));
      if (one.last?.table !== table || one.last.knowledge !== signature) {
        const isOwn = sensitivity.preset === own.preset && sensitivity.smallestChange === own.smallestChange;
        const changes = one.detector.changes(table, { acknowledgements, now, known: isOwn ? known : [] });
        one.last = { table, knowledge: signature, changes };
      }
      return one.last.changes;
    },
  };
}

import { type Labels } from '../../catalogue/labels';

/** Somebody knows of a change: it is silent, and its level is the reference from then on. */
export interface Acknowledgement {
  /** The event's id, or patterns of its labels, `*` standing for any text; `metric` can be one of them. */
  readonly id?: string;
  readonly labels?: Labels;
  readonly reason: string;
  /** Milliseconds since 1970 at which it ends; without it, it holds for good. */
  readonly until?: number;
}

/** Returns the acknowledgement that holds for an event, or undefined. */
export function acknowledgementOf(
  { id, labels }: { readonly id: string; readonly labels: Labels },
  acknowledgements: readonly Acknowledgement[]
): Acknowledgement | undefined {
  return acknowledgements.find((one) =>
    one.id === undefined ? matchesLabels(labels, one.labels ?? {}) : one.id === id
  );
}

/** Returns those that have not ended. */
export function activeAcknowledgements(all: readonly Acknowledgement[], now: number): Acknowledgement[] {
  return all.filter(({ until }) => until === undefined || until > now);
}

function matchesLabels(labels: Labels, patterns: Labels): boolean {
  const conditions = Object.entries(patterns);
  return conditions.length > 0 && conditions.every(([name, pattern]) => matchesPattern(labels[name] ?? '', pattern));
}

/** Literal pieces in their order, so that no pattern can take long. */
function matchesPattern(text: string, pattern: string): boolean {
  const [head = '', ...pieces] = pattern.split('*');
  if (pieces.length === 0) {
    return text === pattern;
  }
  if (!text.startsWith(head)) {
    return false;
  }
  const tail = pieces.pop()!;
  let at = head.length;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    if (found < 0) {
      return false;
    }
    at = found + piece.length;
  }
  return text.length - tail.length >= at && text.endsWith(tail);
}

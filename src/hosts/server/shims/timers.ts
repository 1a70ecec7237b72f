import { ask } from '../bridge';

const pending = new Map<number, () => void>();
let lastTimer = 0;

/** The web's setTimeout; the host's clock wakes the program. */
export function startTimer<Given extends unknown[]>(work: (...given: Given) => void, ms = 0, ...given: Given): number {
  lastTimer += 1;
  const timer = lastTimer;
  pending.set(timer, () => work(...given));
  const fire = () => {
    const due = pending.get(timer);
    pending.delete(timer);
    due?.();
  };
  // A host that stops wakes nobody.
  ask('sleep', { ms: Math.max(0, Number(ms) || 0) }).then(fire, () => pending.delete(timer));
  return timer;
}

/** The web's setInterval. */
export function startInterval(work: () => void, ms = 0): number {
  const again = () => {
    pending.set(timer, next);
    void ask('sleep', { ms }).then(
      () => pending.get(timer)?.(),
      () => undefined
    );
  };
  lastTimer += 1;
  const timer = lastTimer;
  const next = () => {
    work();
    if (pending.has(timer)) {
      again();
    }
  };
  again();
  return timer;
}

/** The web's clearTimeout and clearInterval. */
export function stopTimer(timer?: number): void {
  if (timer !== undefined) {
    pending.delete(timer);
  }
}

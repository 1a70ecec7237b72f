/** What Go calls, and what it offers: four functions of strings, so that the engine between can be changed. */
declare global {
  /** Go asks something: answered by `hostDone` with the same id. */

  var call: (id: number, method: string, json: string) => void;
  /** Go answers what `hostAsk` asked; `error` is '' where it succeeded. */

  var settle: (id: number, error: string, json: string) => void;
  function hostAsk(id: number, what: string, json: string): void;
  function hostDone(id: number, error: string, json: string): void;
}

/** Answers a method that Go calls; what it throws is told to Go. The signal is aborted when nobody waits any more. */
type Method = (given: never, signal: AbortSignal) => unknown;

/** The method by which Go says that nobody waits for the answer of a call any more. */
const ABANDON = 'abandon';

const calls = new Map<number, AbortController>();
const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
let lastId = 0;

/** Asks the host for something; rejects with what the host says is wrong. */
export function ask<Answer>(what: string, given: unknown = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    lastId += 1;
    waiting.set(lastId, { resolve: resolve as (value: unknown) => void, reject });
    hostAsk(lastId, what, JSON.stringify(given));
  });
}

/** Tells the host something that it does not answer. */
export function tell(what: string, given: unknown): void {
  hostAsk(0, what, JSON.stringify(given));
}

/** Offers methods to the host. */
export function offer(methods: Readonly<Record<string, Method>>): void {
  globalThis.settle = (id, error, json) => {
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (error) {
      reject?.(new TypeError(error));
    } else {
      resolve?.(json === '' ? undefined : JSON.parse(json));
    }
  };
  globalThis.call = (id, name, json) => {
    if (name === ABANDON) {
      calls.get(id)?.abort();
      return;
    }
    const controller = new AbortController();
    calls.set(id, controller);
    void answer(methods[name], json, controller.signal)
      .then(
        (text) => hostDone(id, '', text),
        (error: unknown) => hostDone(id, describe(error), '')
      )
      .then(() => calls.delete(id));
  };
}

async function answer(method: Method | undefined, json: string, signal: AbortSignal): Promise<string> {
  if (!method) {
    throw new Error('The program has no such method');
  }
  return JSON.stringify((await method(JSON.parse(json) as never, signal)) ?? null);
}

/**
 * Errors of ours say in their message what to do; of others the stack says where, which is for the host's log and not for who
 * asks. The host looks for the name of the engine's own, which say that it has no memory left.
 */
function describe(error: unknown): string {
  const { name = '', message, stack } = Object(error) as Partial<Error>;
  const text = message || String(error);
  if (name === 'InternalError') {
    return `${name}: ${text}`;
  }
  const isBug = ['TypeError', 'ReferenceError', 'RangeError', 'SyntaxError'].includes(name);
  if (!isBug) {
    return text;
  }
  tell('log', { line: `${name}: ${text}\n${stack ?? ''}`, level: 'warn' });
  return `The plugin has a fault (${text}); Grafana's log says where.`;
}

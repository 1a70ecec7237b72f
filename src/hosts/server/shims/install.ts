/**
 * Gives the engine what it lacks of the web's interfaces and the program or its libraries need. Imported first: libraries
 * look for these when they are loaded.
 */
import 'core-js/actual/url';
import 'core-js/actual/url-search-params';

import { tell } from '../bridge';
import { Controller } from './abort';
import { HeaderMap, PartedResponse } from './http';
import { startInterval, startTimer, stopTimer } from './timers';

const line = (...said: unknown[]) => tell('log', { line: said.map(String).join(' ') });

Object.assign(globalThis, {
  AbortController: Controller,
  Headers: HeaderMap,
  Response: PartedResponse,
  setTimeout: startTimer,
  clearTimeout: stopTimer,
  setImmediate: (work: (...given: unknown[]) => void, ...given: unknown[]) =>
    void Promise.resolve().then(() => work(...given)),
  setInterval: startInterval,
  clearInterval: stopTimer,
  console: { debug: line, info: line, log: line, warn: line, error: line },
});

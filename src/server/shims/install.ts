/**
 * Gives the engine what it lacks of the web's interfaces and the program or its libraries need. Imported first: libraries
 * look for these when they are loaded.
 */
import 'core-js/actual/url';
import 'core-js/actual/url-search-params';

import { Controller } from './abort';
import { HeaderMap, WholeResponse } from './http';
import { startTimer, stopTimer } from './timers';

Object.assign(globalThis, {
  AbortController: Controller,
  Headers: HeaderMap,
  Response: WholeResponse,
  setTimeout: startTimer,
  clearTimeout: stopTimer,
});

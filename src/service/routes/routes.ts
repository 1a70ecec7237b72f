import { changesRoute } from './changesRoute';
import { queryRoute } from './queryRoute';
import { refreshRoute } from './refreshRoute';
import { type Route } from './route';
import { statusRoute } from './statusRoute';
import { valuesRoute } from './valuesRoute';

/** What is asked and answered the same way wherever nights are served. */
export const ROUTES: readonly Route[] = [queryRoute, valuesRoute, statusRoute, changesRoute, refreshRoute];

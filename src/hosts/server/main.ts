/** The plugin's program in Grafana's server: Go runs it in an engine of its own, and asks it through the bridge. */
import './shims/install';

import { offer } from './bridge';
import { analyse, health, queryData, resource, start } from './methods';

offer({ start, resource, queryData, health, analyse });

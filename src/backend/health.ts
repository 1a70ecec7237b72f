import { MS_PER_HOUR, plural } from '../core';
import { type Summary } from './nightService';
import { SourceError } from '../sources/errors';

/** What "Save & test" shows. */
export interface Health {
  readonly status: 'success' | 'warning' | 'error';
  readonly message: string;
  readonly details?: { readonly message: string; readonly verboseMessage?: string };
}

/** Returns what the nights of the last `days` days say of the data source: what works, and with what limits. */
export function healthOf(summary: Summary, days: number, now: number): Health {
  const { runs, nights, newest, late = [], version, refreshed, notices } = summary;
  const collector = version
    ? `Collector ${version}${refreshed ? `, refreshed ${age(now - refreshed)} ago` : ', not refreshed yet'}. `
    : '';
  if (newest === undefined) {
    const reason = notices.map(({ text }) => text).join(' ');
    const found = runs > 0 ? `${plural(runs, 'run')}, none with results.` : `No runs in the last ${days} days.`;
    return { status: 'warning', message: `${collector}${found} ${reason}`.trim() };
  }
  const message = `${collector}${plural(nights, 'night')} with results; the newest is ${age(now - newest)} old.`;
  const limits = [
    ...notices.filter(({ severity }) => severity === 'warning').map(({ text }) => text),
    ...late.map((workflow) => `The next night${workflow && ` of ${workflow}`} is late.`),
  ];
  const said = [message, ...notices.filter(({ severity }) => severity === 'info').map(({ text }) => text), ...limits];
  return { status: limits.length > 0 ? 'warning' : 'success', message: said.join(' ') };
}

/** Returns what a failed check shows: the error's own words, which say what to do. */
export function healthOfError(error: unknown): Health {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof SourceError
    ? { status: 'error', message, details: { message: `Kind of error: ${error.kind}` } }
    : { status: 'error', message };
}

function age(ms: number): string {
  const hours = Math.max(0, ms) / MS_PER_HOUR;
  return hours < 1
    ? plural(Math.round(hours * 60), 'minute')
    : hours < 48
      ? plural(Math.round(hours), 'hour')
      : plural(Math.round(hours / 24), 'day');
}

import { Writable } from 'node:stream';

import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export const LOG_FORMATS = ['text', 'json'] as const;

/** How the collector logs. */
export interface LogFlags {
  readonly logLevel?: (typeof LOG_LEVELS)[number];
  readonly logFormat?: (typeof LOG_FORMATS)[number];
}

const STDERR = { write: (line: string) => void process.stderr.write(line) };

/** Returns the collector's log, on standard error: lines to read, or one JSON object per line for programs. */
export function createLog({ logLevel = 'info', logFormat = 'text' }: LogFlags): Logger {
  const options = { level: logLevel, base: undefined };
  return logFormat === 'json' ? pino(options, STDERR) : pino(options, pretty({ ...TEXT, destination: writable() }));
}

const TEXT = {
  colorize: process.stderr.isTTY === true && !process.env.NO_COLOR,
  translateTime: "UTC:yyyy-mm-dd'T'HH:MM:ss.l'Z'",
  singleLine: true,
};

function writable(): NodeJS.WritableStream {
  return new Writable({
    write(chunk: Buffer, _, done) {
      STDERR.write(chunk.toString());
      done();
    },
  });
}

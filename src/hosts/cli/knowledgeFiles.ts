import { readFileSync, statSync } from 'node:fs';

import { type Acknowledgement, type Aliases, type InvalidRuns } from '../../core';
import { AcknowledgementsError, parseAcknowledgements } from '../../backend/store/acknowledgements';
import { parseAliases } from '../../backend/store/aliases';
import { parseInvalidRuns } from '../../backend/store/parseInvalidRuns';
import { type CurrentAcknowledgements } from '../../backend/collectorOptions';
import { asSourceError, SourceError } from '../../sources/errors';
import { decodedText } from './inputText';
import { type DetectionFlags } from './options';

const LARGEST = 1024 * 1024;

/** An acknowledgement file that may change at any time: returns what it holds. */
type AckFile = () => CurrentAcknowledgements;

/**
 * Opens an acknowledgement file.
 *
 * @throws AcknowledgementsError where it can't be read or is wrong.
 */
export function openAckFile(path: string, log: (line: string) => void): AckFile {
  let version = versionOf(path);
  let held: CurrentAcknowledgements = { acknowledgements: read(path) };
  return () => {
    const now = versionOf(path);
    if (now !== version) {
      version = now;
      try {
        held = { acknowledgements: read(path) };
        log(`Acknowledgements: ${held.acknowledgements.length} read from ${path}.`);
      } catch (error) {
        held = { ...held, error: (error as Error).message };
        log(`The acknowledgements stay as they were: ${held.error}`);
      }
    }
    return held;
  };
}

function read(path: string): Acknowledgement[] {
  try {
    if (statSync(path).size > LARGEST) {
      throw new AcknowledgementsError(`${path}: larger than ${LARGEST} bytes`);
    }
    return parseAcknowledgements(decodedText(readFileSync(path)), path);
  } catch (error) {
    throw error instanceof AcknowledgementsError
      ? error
      : new AcknowledgementsError(`${path}: ${(error as Error).message}`);
  }
}

function versionOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.mtimeMs} ${found.size}` : 'absent';
}

/** Returns what was renamed, by the file of `--alias-file`; nothing without one. @throws SourceError where it can't be used. */
export function openAliasFile({ aliasFile }: Pick<DetectionFlags, 'aliasFile'>): Aliases | undefined {
  return aliasFile ? parseAliases(textOf(aliasFile, '--alias-file'), aliasFile) : undefined;
}

/** Returns the runs that `--invalid-runs` takes out, by their numbers or by a file. @throws SourceError where it can't be used. */
export function openInvalidRuns({ invalidRuns: given }: Pick<DetectionFlags, 'invalidRuns'>): InvalidRuns | undefined {
  if (!given) {
    return undefined;
  }
  const areNumbers = /^[\d,\s]+$/.test(given);
  return parseInvalidRuns(areNumbers ? given : textOf(given, '--invalid-runs'), given);
}

function textOf(path: string, option: string): string {
  const request = { method: 'READ', url: path };
  let text: string;
  try {
    text = decodedText(readFileSync(path));
  } catch (error) {
    throw asSourceError(error, request, `Check ${option} and its permissions.`);
  }
  if (text.length > LARGEST) {
    throw new SourceError('tooLarge', `The file has more than ${LARGEST} characters`, { request });
  }
  return text;
}

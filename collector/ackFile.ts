import { readFileSync, statSync } from 'node:fs';

import { type Acknowledgement } from '../src/core';
import { AcknowledgementsError, parseAcknowledgements } from '../src/service/acknowledgements';
import { type CurrentAcknowledgements } from '../src/service/collectorOptions';
import { decodedText } from './inputText';

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

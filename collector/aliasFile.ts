import { readFileSync } from 'node:fs';

import { type Aliases } from '../src/core';
import { parseAliases } from '../src/service/aliases';
import { asSourceError, SourceError } from '../src/sources/errors';
import { decodedText } from './inputText';
import { type DetectionFlags } from './options';

const LARGEST = 1024 * 1024;

/** Returns what was renamed, by the file of `--alias-file`; nothing without one. @throws SourceError where it can't be used. */
export function openAliasFile({ aliasFile }: Pick<DetectionFlags, 'aliasFile'>): Aliases | undefined {
  if (!aliasFile) {
    return undefined;
  }
  const request = { method: 'READ', url: aliasFile };
  let text: string;
  try {
    text = decodedText(readFileSync(aliasFile));
  } catch (error) {
    throw asSourceError(error, request, 'Check --alias-file and its permissions.');
  }
  if (text.length > LARGEST) {
    throw new SourceError('tooLarge', `The aliases have more than ${LARGEST} characters`, { request });
  }
  return parseAliases(text, aliasFile);
}

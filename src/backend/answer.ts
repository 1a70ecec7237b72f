import { type Notice } from '../core';
import { SourceError } from '../sources/errors';
import { type Progress } from '../sources/runSource';

/** How much is known of what was asked, and why it is no more. */
export type Known =
  | { readonly known: 'all' }
  | {
      readonly known: 'partly';
      readonly why: readonly Notice[];
      /** How far what goes on has come, where more comes by itself. */
      readonly progress?: Progress;
      /** Why the source as a whole gave nothing when it was last asked, if so. */
      readonly failure?: SourceError;
    }
  | {
      readonly known: 'not yet';
      readonly why: Notice;
      readonly progress?: Progress;
      /** Why nothing comes by itself, if so. */
      readonly failure?: SourceError;
    };

/**
 * A value with how much of it is known. Only what is known as a whole is a plain `value`: who hands on anything else has to look why,
 * and to say it in its own way, as a status, a header, a notice, an exit code or a sentence.
 */
export type Answer<Value> =
  | (Extract<Known, { known: 'all' }> & { readonly value: Value })
  | (Extract<Known, { known: 'partly' }> & { readonly part: Value })
  | (Extract<Known, { known: 'not yet' }> & {
      /** Can be shown until then, by a reader who says that it is not the answer. */
      readonly meanwhile?: Value;
    });

export const ALL_KNOWN: Known = { known: 'all' };

/** The progress of a load of which nobody knows yet how long it takes. */
export const STARTING: Progress = { done: 0, total: 1 };

export function answerWith<Value>(known: Known, value: Value): Answer<Value> {
  switch (known.known) {
    case 'all':
      return { ...known, value };
    case 'partly':
      return { ...known, part: value };
    case 'not yet':
      return { ...known, meanwhile: value };
  }
}

/** Returns an answer of the same completeness with what is made of its value. */
export function mapAnswer<Value, Made>(answer: Answer<Value>, make: (value: Value) => Made): Answer<Made> {
  switch (answer.known) {
    case 'all':
      return { known: 'all', value: make(answer.value) };
    case 'partly': {
      const { part, ...known } = answer;
      return { ...known, part: make(part) };
    }
    case 'not yet': {
      const { meanwhile, ...known } = answer;
      return meanwhile === undefined ? known : { ...known, meanwhile: make(meanwhile) };
    }
  }
}

/** Returns what there is of an answer, whole or not; undefined where there is nothing yet. */
export function contentOf<Value>(answer: Answer<Value>): Value | undefined {
  switch (answer.known) {
    case 'all':
      return answer.value;
    case 'partly':
      return answer.part;
    case 'not yet':
      return answer.meanwhile;
  }
}

/**
 * Returns what there is of an answer, for a reader who sees its notices with it.
 *
 * @throws SourceError where there is nothing to be seen yet.
 */
export function shown<Value>(answer: Answer<Value>): Value {
  const value = contentOf(answer);
  if (value === undefined) {
    throw new SourceError('network', missingOf(answer), { advice: 'Ask again in a moment.' });
  }
  return value;
}

/** Says in words what is missing of an answer; '' where nothing is. */
export function missingOf(known: Known): string {
  switch (known.known) {
    case 'all':
      return '';
    case 'partly':
      return known.why.map(({ text }) => text).join(' ');
    case 'not yet':
      return known.why.text;
  }
}

import { type Acknowledgement, type Helper, type Notice, type Sensitivity } from '../core';
import { type AnalysisMemory } from './store/analysisMemory';
import { type CommitRanges } from './commitRanges';
import { type EventMemory } from './store/eventMemory';
import { type JobRunner } from './jobRunner';
import { type NightStore } from './store/nightStore';
import { type QuestionQueue } from './questionQueue';

/** The acknowledgements that hold now; while what they are read from is wrong, those before, and what is wrong. */
export interface CurrentAcknowledgements {
  readonly acknowledgements: readonly Acknowledgement[];
  readonly error?: string;
}

export interface CollectorOptions {
  /** The version of a collector, for its summary. */
  readonly version?: string;
  /** Whether the nights are invented. */
  readonly demo: boolean;
  readonly store: NightStore;
  readonly jobs: JobRunner;
  /** How many days back a refresh asks for; Infinity for all that there is. */
  readonly days: number;
  /** How many days nights are kept; for good if left out. */
  readonly keepDays?: number;
  readonly now: () => number;
  readonly log: (line: string, level?: 'warn' | 'debug') => void;
  /** What is always said of the answers. */
  readonly notices: readonly Notice[];
  /** How nights are had that are older than what is asked for. */
  readonly older?: string;
  readonly repositoryUrl: string;
  /** File of the main workflow; SGLang's if left out. */
  readonly workflow?: string;
  /** How sensitive detection is where a query doesn't say. */
  readonly sensitivity: Sensitivity;
  /** Keeps the events' ids over restarts. */
  readonly events?: EventMemory;
  /** Keeps what was analysed over restarts. */
  readonly analyses?: AnalysisMemory;
  readonly acknowledgements?: () => CurrentAcknowledgements;
  /** Who analyses metrics at the same time. */
  readonly helpers?: readonly Helper[];
  /** Looks up the commits of incidents. */
  readonly commits?: CommitRanges;
  /** Takes questions in their turn. */
  readonly queue?: QuestionQueue;
  /** The main branch; left out, that of the newest usual run. */
  readonly branch?: string;
}

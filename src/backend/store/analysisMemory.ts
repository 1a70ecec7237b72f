import { DETECTION_FORMAT, type CachedAnalysis, type Sensitivity } from '../../core';
import { asSourceError } from '../../sources/errors';
import { type Files, textLines } from './files';

const FILE = 'analyses.json';

/** What the analyses depend on besides the values: with anything else they are made again. */
interface Head {
  readonly format: number;
  readonly sensitivity: Sensitivity;
}

/** Keeps what was analysed, so that a restart does not analyse it again. */
export class AnalysisMemory {
  private readonly head: string;

  constructor(
    private readonly files: Files,
    sensitivity: Sensitivity
  ) {
    const { preset, smallestChange } = sensitivity;
    this.head = JSON.stringify({ format: DETECTION_FORMAT, sensitivity: { preset, smallestChange } } satisfies Head);
  }

  /** Returns what was kept in this format with this sensitivity; nothing where it can't be read, for it can be made again. */
  async read(): Promise<CachedAnalysis[]> {
    try {
      const [head, ...lines] = ((await this.files.read(FILE)) ?? '').split('\n');
      return head === this.head ? lines.filter(Boolean).map((line) => JSON.parse(line) as CachedAnalysis) : [];
    } catch {
      return [];
    }
  }

  /** @throws SourceError where it can't be written. */
  async write(analyses: Iterable<CachedAnalysis>): Promise<void> {
    const request = { method: 'WRITE', url: `${this.files.path}/${FILE}` };
    await this.files.write(FILE, textLines(this.head, analyses, JSON.stringify)).catch((error: unknown) => {
      throw asSourceError(error, request, 'Check the free space and the permissions of the folder.');
    });
  }
}

import { SingleBar } from 'cli-progress';

import { type Progress } from '../../sources/runSource';

/** Shows how far a load is: a bar on a terminal, elsewhere one line per tenth. */
interface ProgressReport {
  update(progress: Progress): void;
  stop(): void;
}

/** Returns a progress report on standard error. */
export function progressReport(stream: NodeJS.WriteStream = process.stderr): ProgressReport {
  return stream.isTTY ? bar(stream) : lines(stream);
}

function bar(stream: NodeJS.WriteStream): ProgressReport {
  const single = new SingleBar({
    stream,
    format: 'runs [{bar}] {value}/{total}',
    hideCursor: true,
    clearOnComplete: true,
  });
  let started = false;
  return {
    update({ done, total }) {
      if (!started) {
        single.start(total, 0);
        started = true;
      }
      single.update(done);
    },
    stop: () => single.stop(),
  };
}

function lines(stream: NodeJS.WriteStream): ProgressReport {
  let shown = 0;
  return {
    update({ done, total }) {
      const tenth = Math.floor((10 * done) / total);
      if (tenth > shown) {
        shown = tenth;
        stream.write(`${done} of ${total} runs\n`);
      }
    },
    stop: () => undefined,
  };
}

/**
 * Runs three collectors: one on the nights of GitHub, or the demo where there is no token, and two on nights that are published and
 * that nobody needs a token for: those of SGLang's diffusion suites, and serving nights on TPUs. Options go to the first; where one
 * ends, all do.
 */
import { spawn } from 'node:child_process';

const [PUBLIC_PORT, TPU_PORT] = [8001, 8002];
const TPU_NIGHTS = 'https://github.com/pathfinder-pf/sglang-jax-ci-data/tree/main/perf';

const serve = (...options) =>
  spawn(process.execPath, ['dist-collector/sglang-nightly.cjs', 'serve', '--fetch-on-start', ...options], {
    stdio: 'inherit',
  });

process.stdout.write(
  `All nights, or the demo without a token: http://localhost:8000\nPublic nights of image and video generation: http://localhost:${PUBLIC_PORT}\nPublic serving nights on TPUs: http://localhost:${TPU_PORT}\n`
);
const collectors = [
  serve('--demo', 'auto', ...process.argv.slice(2)),
  // An archive of its own: the same runs are in both, with other documents.
  serve('--source', 'public', '--port', `${PUBLIC_PORT}`, '--data-dir', 'data/public'),
  serve('--source', 'public', '--url', TPU_NIGHTS, '--port', `${TPU_PORT}`, '--data-dir', 'data/tpu'),
];
for (const collector of collectors) {
  collector.once('exit', (code) => {
    process.exitCode ||= code ?? 1;
    collectors.forEach((one) => one.kill());
  });
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => collectors.forEach((one) => one.kill(signal)));
}

/**
 * Checks a zip of the plugin by those rules of Grafana's catalogue that can be checked without it: `npm run check:package --
 * FILE.zip`. Prints what is wrong and exits with 1, or says how much was checked.
 * https://grafana.com/developers/plugin-tools/publish-a-plugin/publishing-best-practices
 */
import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import JSZip from 'jszip';

const FORBIDDEN = [
  // Not a method of that name, nor its definition.
  [/(?<![.\w$])eval\((?![\w$,]*\)\{)/, 'eval'],
  // Webpack finds the global object with one; jszip's setImmediate has one for a text, which nobody gives it.
  [/\bnew Function\((?!"return this"\)|""\+\w+\))/, 'new Function'],
  [/\bdocument\.write\(/, 'document.write'],
  [/__SECRET_INTERNALS_DO_NOT_USE/, "React's internals"],
  [/window\.grafanaBootData\b/, "Grafana's boot data"],
  [/google-analytics|googletagmanager|segment\.com|sentry\.io/, 'tracking'],
];
const EXECUTABLE = /^gpx_[a-z0-9_]+_(linux|darwin|windows)_(amd64|arm64|arm)(\.exe)?$/;
const LARGEST_ZIP = 200 * 1024 * 1024;

const [path] = process.argv.slice(2);
const problems = [];
let checks = 0;
const must = (holds, problem) => {
  checks += 1;
  if (!holds) {
    problems.push(problem);
  }
};

const bytes = await readFile(path);
must(bytes.byteLength <= LARGEST_ZIP, 'The zip is too large.');
const zip = await JSZip.loadAsync(bytes);
const files = Object.values(zip.files).filter(({ dir }) => !dir);
const roots = new Set(files.map(({ name }) => name.split('/')[0]));
must(roots.size === 1, `The zip must hold one folder, not ${[...roots].join(', ')}.`);
const [root] = roots;
const read = async (name) => zip.file(`${root}/${name}`)?.async('string');
const has = (name) => zip.file(`${root}/${name}`) !== null;
const manifest = JSON.parse((await read('plugin.json')) ?? '{}');
const packageJson = JSON.parse(await readFile('package.json', 'utf8'));

checkManifest();
await checkTexts();
await checkCode();
await checkExecutables();

if (problems.length > 0) {
  process.stderr.write(`${path}:\n${problems.map((problem) => `- ${problem}\n`).join('')}`);
  process.exitCode = 1;
} else {
  process.stdout.write(`${path}: ${files.length} files, ${checks} rules hold\n`);
}

function checkManifest() {
  const { id, type, info = {}, dependencies = {}, includes = [], routes = [] } = manifest;
  must(root === id, `The folder is ${root}, the plugin's id ${id}.`);
  must(/^[a-z0-9]+-[a-z0-9-]+-datasource$/.test(id ?? ''), `The id ${id} is not ORGANISATION-NAME-TYPE.`);
  must(type === 'datasource', 'The type must be datasource.');
  must(manifest.name?.length > 0 && info.description?.length > 0, 'A name and a description are needed.');
  must(info.author?.name?.length > 0, 'An author is needed.');
  must(info.keywords?.length > 0, 'Keywords are needed.');
  must(/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(info.version ?? ''), `The version ${info.version} is none.`);
  must(info.version === packageJson.version, `The version ${info.version} is not package.json's.`);
  must(/^\d{4}-\d\d-\d\d$/.test(info.updated ?? ''), `The date ${info.updated} is none.`);
  must(/^>=\d+\.\d+\.\d+/.test(dependencies.grafanaDependency ?? ''), 'Which Grafana it needs must be said.');
  for (const logo of [info.logos?.small, info.logos?.large]) {
    must(has(logo) && /\.(svg|png)$/.test(logo), `The logo ${logo} is missing.`);
  }
  must(info.screenshots?.length > 0, 'Screenshots are needed.');
  info.screenshots?.forEach(({ name, path: shot }) => must(has(shot) && name, `The screenshot ${shot} is missing.`));
  includes.forEach(({ path: included }) => must(has(included), `What is included is missing: ${included}.`));
  routes.forEach(({ url }) => must(!/^http:/.test(url), `A route must not be plain HTTP: ${url}.`));
  must(!manifest.backend || routes.length === 0, "With a server part nobody needs Grafana's proxy: no routes.");
  routes.forEach(({ path, headers = [] }) =>
    must(
      !headers.some(({ content }) => /githubToken/.test(content)),
      `The route ${path} lends GitHub's token to whoever may query: Grafana compares paths before it decodes them.`
    )
  );
  must(manifest.backend === undefined || manifest.executable?.startsWith('gpx_'), 'An executable begins with gpx_.');
}

async function checkTexts() {
  for (const name of ['README.md', 'LICENSE', 'CHANGELOG.md', 'THIRD_PARTY.md', 'module.js']) {
    must(has(name), `${name} is missing.`);
  }
  const readme = (await read('README.md')) ?? '';
  // What templates leave behind is no description: the first word of the pattern is one to refuse, not a note to us.
  must(readme.length > 500 && !/TODO|Lorem|describe your plugin/i.test(readme), 'The README must describe the plugin.');
  must(!/\]\((?!https:|#)/.test(readme), 'Links and pictures of the README must be whole addresses.');
  must(
    (await read('CHANGELOG.md'))?.includes(`## ${packageJson.version}`),
    'The changelog has no entry for the version.'
  );
  must((await read('LICENSE'))?.includes('Apache License'), 'The licence must be a text.');
  const odd = files.filter(({ name }) => /\/(node_modules|\.git|\.env|src)\/|\.(ts|tsx)$|\.DS_Store$/.test(name));
  must(odd.length === 0, `Nothing but the plugin belongs into the zip: ${odd.map(({ name }) => name).join(', ')}.`);
}

async function checkCode() {
  for (const { name } of files.filter((file) => file.name.endsWith('.js'))) {
    const code = await zip.file(name).async('string');
    FORBIDDEN.forEach(([pattern, what]) => must(!pattern.test(code), `${name} uses ${what}.`));
  }
}

async function checkExecutables() {
  const executables = files.filter(({ name }) => name.slice(root.length + 1).startsWith('gpx_'));
  must(executables.length > 0 === (manifest.backend === true), 'Executables and `backend` belong together.');
  must(has('go_plugin_build_manifest') === (manifest.backend === true), 'What Go was built from must be said with it.');
  const folder = await mkdtemp(join(tmpdir(), 'nightly-check-'));
  for (const file of executables) {
    const name = file.name.slice(root.length + 1);
    must(EXECUTABLE.test(name) && name.startsWith(manifest.executable), `${name} is no name of an executable.`);
    must((file.unixPermissions & 0o777) === 0o755, `${name} can't be executed.`);
    const target = join(folder, name);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, await file.async('nodebuffer'));
    await chmod(target, 0o755);
    const built = execFileSync('go', ['version', '-m', target], { encoding: 'utf8' });
    must(/path\s+\S*sglang-nightly-datasource\/pkg/.test(built), `${name} is not built from this module.`);
    must(
      /-trimpath=true/.test(built) && /CGO_ENABLED=0/.test(built),
      `${name} is not built with -trimpath, without C.`
    );
    must(/grafana-plugin-sdk-go\s+v/.test(built), `${name} has no Grafana SDK.`);
    const [, os, arch] = EXECUTABLE.exec(name) ?? [];
    must(built.includes(`GOOS=${os}`) && built.includes(`GOARCH=${arch}`), `${name} is built for another platform.`);
  }
  await rm(folder, { recursive: true });
}

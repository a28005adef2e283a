// The site under test: the real program over the corpus of the project.
//
// Run as a program, `node site.js COMMAND…` starts it, runs the command with its address in ANLI_ORIGIN, and stops it.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = resolve(fileURLToPath(import.meta.url), '..');
export const root = resolve(here, '../..');

/** Starts a server of its own, with an index of its own; resolves once it says its address. */
export async function startSite() {
  const program = resolve(root, process.env.ANLI_BIN ?? 'target/release/anli');
  const folder = mkdtempSync(join(tmpdir(), 'anli-browser-'));
  const child = spawn(program, ['serve', '--corpus', join(root, 'corpus'), '--index', join(folder, 'index'), '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise(done => child.on('exit', done));
  let said = '';
  const origin = await new Promise((found, failed) => {
    child.on('error', failed);
    child.on('exit', code => failed(new Error(`the server ended with ${code}: ${said}`)));
    child.stderr.setEncoding('utf8').on('data', text => {
      said += text;
      const address = said.match(/ cases at (http:\/\/[^/\s]+)\//);
      if (address) found(address[1]);
    });
  });
  const stop = async () => {
    child.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { origin, stop };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const site = await startSite();
  const [command, ...given] = process.argv.slice(2);
  const child = spawn(command, given, { stdio: 'inherit', env: { ...process.env, ANLI_ORIGIN: site.origin } });
  process.exitCode = await new Promise(done => child.on('exit', code => done(code ?? 1)));
  await site.stop();
}

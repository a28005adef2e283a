// The HTML that the server sends, before a browser mends it, read by the validator of the W3C.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { pages } from './pages.js';
import { here } from './site.js';
import { origin } from './support.js';

const vnu = (...given) => spawnSync('java', ['-jar', join(here, 'node_modules/vnu-jar/build/dist/vnu.jar'), '--errors-only', '--Werror', ...given], { encoding: 'utf8' });

/** What the validator says of these documents, by name. */
function faults(documents) {
  const folder = mkdtempSync(join(tmpdir(), 'anli-html-'));
  const files = Object.entries(documents).map(([name, html]) => {
    const file = join(folder, `${name.replaceAll(' ', '-')}.html`);
    writeFileSync(file, html);
    return file;
  });
  const { status, stderr, error } = vnu(...files);
  rmSync(folder, { recursive: true });
  if (error) throw error;
  assert.equal(status === 0, stderr.trim() === '', stderr);
  return stderr.replaceAll(`file:${folder}/`, '').trim();
}

test('the validator finds what is wrong', () => {
  assert.match(faults({ wrong: '<!doctype html><html lang="en"><title>x</title><p id="a"><p id="a">' }), /wrong\.html.*Duplicate ID/);
});

test('every page is valid HTML', async () => {
  const documents = await Promise.all(pages.map(async ({ title, path }) => [title, await (await fetch(origin + path)).text()]));
  assert.equal(faults(Object.fromEntries(documents)), '');
});

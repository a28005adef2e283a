// What a search page costs to load, as gzip: everything that the browser asks for until the page is at rest.

import assert from 'node:assert/strict';
import { get } from 'node:http';
import { test } from 'node:test';

import { pages } from './pages.js';
import { withPage } from './support.js';

const PAGE = 60_000;
const SCRIPTS = 15_000;

/** The size of the body that the server sends to who takes gzip, and its type. */
const weigh = url => new Promise((done, failed) => {
  get(url, { headers: { 'accept-encoding': 'gzip' } }, response => {
    let bytes = 0;
    response.on('data', chunk => { bytes += chunk.length; }).on('error', failed);
    response.on('end', () => done({ url, bytes, status: response.statusCode, type: response.headers['content-type'] ?? '', encoding: response.headers['content-encoding'] }));
  }).on('error', failed);
});

for (const { title, path } of pages.filter(page => page.weighed)) {
  test(`${title}: at most ${PAGE} bytes, scripts ${SCRIPTS}`, t => withPage('phone', async page => {
    const urls = new Set();
    page.on('request', request => urls.add(request.url()));
    await page.goto(path, { waitUntil: 'networkidle' });
    const files = await Promise.all([...urls].map(weigh));
    for (const { url, bytes, status, type, encoding } of files) {
      assert.equal(status, 200, url);
      if (/html|css|javascript/.test(type) && bytes > 1000) assert.equal(encoding, 'gzip', `${url} is compressed`);
      t.diagnostic(`${bytes} ${new URL(url).pathname}`);
    }
    const sum = chosen => chosen.reduce((bytes, file) => bytes + file.bytes, 0);
    const scripts = sum(files.filter(file => /javascript/.test(file.type)));
    assert(sum(files) <= PAGE, `${sum(files)} bytes`);
    assert(scripts <= SCRIPTS, `${scripts} bytes of scripts`);
  }));
}

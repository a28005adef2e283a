// Every link of every page, and of the page of every case in both languages, leads somewhere, fragments included. Sources of cases lie on
// hosts of others and are not asked.

import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import { after, test } from 'node:test';

import { LinkChecker } from 'linkinator';

import { pages } from './pages.js';
import { api, origin } from './support.js';

/** How many requests the site gets at once. */
const ABREAST = 4;

/** The address of a gate before the site: linkinator asks for everything at once, which no reader does. */
async function gate() {
  const waiting = [];
  let running = 0;
  const next = () => {
    while (running < ABREAST && waiting.length) {
      const [asked, answer] = waiting.shift();
      running += 1;
      answer.on('close', () => { running -= 1; next(); });
      const forward = request(origin + asked.url, { method: asked.method, headers: asked.headers, agent: false }, response => {
        answer.writeHead(response.statusCode, response.headers);
        response.pipe(answer);
      });
      forward.on('error', error => answer.destroy(error)).end();
    }
  };
  const server = createServer((asked, answer) => { waiting.push([asked, answer]); next(); });
  server.keepAliveTimeout = 0; // who waits in the queue keeps the connection
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  after(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

async function cases() {
  const ids = [];
  for (let page = 1; ; page += 1) {
    const { hits, total } = await api(`search?per_page=100&page=${page}`);
    ids.push(...hits.map(hit => hit.id));
    if (ids.length >= total) return ids;
  }
}

test('every link leads somewhere', async t => {
  const paths = pages.filter(page => page.status === 200).map(page => page.path);
  const chosen = pages.some(page => page.name === 'case') ? await cases() : [];
  for (const lang of ['zh', 'en']) paths.push(...chosen.map(id => `/${lang}/cases/${id}`));
  const site = await gate();
  const { links } = await new LinkChecker().check({
    path: [...new Set(paths)].map(path => site + path),
    checkFragments: true,
    cleanUrls: true, // or it would put a slash after every address before it reads the links of the page
    timeout: 1_200_000, // the last in the queue waits for all others
    linksToSkip: async url => !url.startsWith(`${site}/`),
  });
  const checked = links.filter(link => link.state !== 'SKIPPED');
  t.diagnostic(`${paths.length} pages, ${checked.length} links`);
  assert(checked.length > paths.length, 'pages have links');
  const broken = checked.filter(link => link.state === 'BROKEN');
  assert.deepEqual(broken.slice(0, 20).map(({ url, parent, status }) => `${status} ${url} on ${parent}`), [], `${broken.length} broken links`);
});

// Every link of every page, and of the page of every case in both languages, leads somewhere, fragments included. Sources of cases lie on
// hosts of others and are not asked.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LinkChecker } from 'linkinator';

import { pages } from './pages.js';
import { origin } from './support.js';

const TOGETHER = 4; // pages

async function cases() {
  const ids = [];
  for (let page = 1; ; page += 1) {
    const { hits, total } = await (await fetch(`${origin}/api/v1/search?per_page=100&page=${page}`)).json();
    ids.push(...hits.map(hit => hit.id));
    if (ids.length >= total) return ids;
  }
}

test('every link leads somewhere', async t => {
  const paths = pages.filter(page => page.status === 200).map(page => page.path);
  const chosen = pages.some(page => page.name === 'case') ? await cases() : [];
  for (const lang of ['zh', 'en']) paths.push(...chosen.map(id => `/${lang}/cases/${id}`));
  const all = [...new Set(paths)].map(path => origin + path);
  const links = [];
  // Readers come a few at a time; all pages at once would wait for each other until their time is over.
  for (let at = 0; at < all.length; at += TOGETHER) {
    const found = await new LinkChecker().check({
      path: all.slice(at, at + TOGETHER),
      checkFragments: true,
      cleanUrls: true, // or it would put a slash after every address before it reads the links of the page
      concurrency: 2,
      timeout: 30_000,
      linksToSkip: async url => !url.startsWith(`${origin}/`),
    });
    links.push(...found.links);
  }
  const checked = links.filter(link => link.state !== 'SKIPPED');
  t.diagnostic(`${paths.length} pages, ${checked.length} links`);
  assert(checked.length > paths.length, 'pages have links');
  const broken = checked.filter(link => link.state === 'BROKEN');
  assert.deepEqual(broken.slice(0, 20).map(({ url, parent, status }) => `${status} ${url} on ${parent}`), [], `${broken.length} broken links`);
});

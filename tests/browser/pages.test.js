// What every page owes every reader: the right status and policy, one heading, the other language, no sideways scrolling.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pages } from './pages.js';
import { assertNoOverflow, origin, scriptless, walk, withPage } from './support.js';

const POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'connect-src': "'self'",
  'img-src': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
  'require-trusted-types-for': "'script'",
  'trusted-types': "'none'",
};
const TAGS = { zh: 'zh-Hans', en: 'en' };
/** The browser tells of a status that is none of 200. */
const expected = /status of 404/;

for (const { title, path, lang, status } of pages) {
  test(`${title}: status, policy and headers`, async () => {
    const response = await fetch(origin + path);
    assert.equal(response.status, status);
    assert.match(response.headers.get('content-type'), /^text\/html; charset=utf-8$/i);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert(response.headers.get('referrer-policy'), 'referrer-policy');
    assert.equal(response.headers.get('set-cookie'), null);
    const directives = response.headers.get('content-security-policy').split(';').map(directive => directive.trim()).filter(Boolean);
    assert.deepEqual(Object.fromEntries(directives.map(directive => [directive.split(' ')[0], directive.split(' ').slice(1).join(' ')])), POLICY);
  });

  walk(`${title}: one heading, one main part, the languages`, 'desktop', async page => {
    await page.goto(path);
    assert.equal(await page.locator('html').getAttribute('lang'), TAGS[lang]);
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
    assert.equal(await page.getByRole('main').count(), 1);
    assert.match(await page.title(), /\S/);
    if (status !== 200) return;
    for (const [tag, other] of [['zh-Hans', 'zh'], ['en', 'en']]) {
      const href = await page.locator(`link[rel=alternate][hreflang="${tag}"]`).getAttribute('href');
      const { pathname, search } = new URL(href, origin);
      assert.match(pathname, new RegExp(`^/${other}/`));
      assert.equal((await fetch(origin + pathname + search)).status, 200, href);
    }
  }, { expected });

  walk(`${title}: nothing is wider than the window`, 'desktop', async page => {
    await page.goto(path);
    for (const width of [320, 360, 700, 1024, 1440, 2560]) {
      await page.setViewportSize({ width, height: 900 });
      await assertNoOverflow(page, width);
    }
  }, { expected });

  test(`${title}: says the same without scripts`, () => withPage('phone', async page => {
    await scriptless(page);
    const response = await page.goto(path);
    assert.equal(response.status(), status);
    assert.match(await page.getByRole('main').innerText(), /\S/);
    await assertNoOverflow(page, 360);
  }, { expected: /status of 404|ERR_FAILED/ }));
}

test('/ goes to the language that the reader prefers', async () => {
  for (const [accept, lang] of [['zh-CN,zh;q=0.9', 'zh'], ['en-GB,en;q=0.8,zh;q=0.2', 'en']]) {
    const response = await fetch(`${origin}/`, { headers: { 'accept-language': accept }, redirect: 'manual' });
    assert.equal(new URL(response.headers.get('location'), origin).pathname, `/${lang}/`, accept);
    assert.match(response.headers.get('vary') ?? '', /accept-language/i);
  }
});

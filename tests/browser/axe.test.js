// axe-core on every page and every state of it, light and dark, on a phone and a desk, and on what is there without scripts.

import { test } from 'node:test';

import { pages, views } from './pages.js';
import { assertAccessible, scriptless, walk, withPage } from './support.js';

for (const { title, path, arrange } of views) {
  for (const context of ['phone', 'phone-dark', 'desktop', 'desktop-dark', 'forced']) {
    walk(`axe: ${title}`, context, async page => {
      await page.goto(path);
      await arrange(page);
      await assertAccessible(page, title);
    }, { expected: /status of 404/ });
  }
}

for (const { title, path } of pages) {
  test(`axe: ${title} without scripts`, () => withPage('phone', async page => {
    await scriptless(page);
    await page.goto(path);
    await assertAccessible(page, title);
  }, { expected: /status of 404|ERR_FAILED/ }));
}

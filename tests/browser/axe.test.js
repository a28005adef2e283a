// axe-core on every page and every state of it, light and dark, on a phone and a desk, and on what is there without scripts.

import { test } from 'node:test';

import { pages, views } from './pages.js';
import { assertAccessible, scriptless, walk, withPage } from './support.js';

// Only colours differ between sights: all rules are asked of the first, those about colours of the others too.
const COLOURS = ['color-contrast', 'link-in-text-block'];
const SIGHTS = {
  light: [{ colorScheme: 'light' }, []],
  dark: [{ colorScheme: 'dark' }, COLOURS],
  'forced colours': [{ colorScheme: 'light', forcedColors: 'active' }, COLOURS],
};

for (const { title, path, arrange } of views) {
  for (const context of ['phone', 'desktop']) {
    walk(`axe: ${title}`, context, async page => {
      await page.goto(path);
      await arrange(page);
      for (const [sight, [media, rules]] of Object.entries(SIGHTS)) {
        await page.emulateMedia({ reducedMotion: 'reduce', ...media });
        await assertAccessible(page, `${title} ${sight}`, rules);
      }
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

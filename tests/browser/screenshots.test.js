// Keeps a picture of every page and state at both sizes, light and dark, in target/screenshots: for people to look at.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { views } from './pages.js';
import { root } from './site.js';
import { walk } from './support.js';

const folder = join(root, 'target/screenshots');
mkdirSync(folder, { recursive: true });

for (const { title, path, arrange, status } of views) {
  for (const context of ['phone', 'desktop']) {
    walk(`pictures: ${title}`, context, async page => {
      const response = await page.goto(path);
      assert.equal(response.status(), status);
      await arrange(page);
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const name = `${title.replaceAll(' ', '-')}-${context}-${colorScheme}.png`;
        await page.screenshot({ path: join(folder, name), fullPage: true, animations: 'disabled', caret: 'hide' });
      }
    }, { expected: /status of 404/ });
  }
}

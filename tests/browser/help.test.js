// The help: a reader opens an example and finds as many cases as the help says.

import assert from 'node:assert/strict';

import { assertNoOverflow, walk } from './support.js';

const asked = { zh: '"行政级别"', en: '"administrative grade"' };

for (const lang of ['zh', 'en']) {
  walk(`an example of the help leads to the cases it counts, ${lang}`, 'phone-plain', async page => {
    await page.goto(`/${lang}/help`);
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: asked[lang], exact: true }) });
    const count = Number(/\d+/.exec(await row.locator('.count').innerText())[0]);
    assert(count > 0);
    await row.getByRole('link').click();
    assert.equal(await page.getByRole('searchbox').first().inputValue(), asked[lang]);
    assert.equal(await page.locator('.hits > li').count(), count);
  });

  walk(`the help fits the smallest window, ${lang}`, 'narrow', async page => {
    await page.goto(`/${lang}/help`);
    await assertNoOverflow(page, 320);
  });

  walk(`the contents of the help lead to its parts by keys alone, ${lang}`, 'desktop', async page => {
    await page.goto(`/${lang}/help`);
    const part = page.getByRole('navigation').last().getByRole('link').last();
    await part.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/#help-privacy$/);
    assert(await page.locator('#help-privacy').isVisible());
  });
}

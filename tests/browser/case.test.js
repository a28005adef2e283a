// A reader at one case: from a statement to its source and back, in the other language, side by side, on the shortlist, on paper.

import assert from 'node:assert/strict';

import { assertAccessible, assertNoOverflow, walk } from './support.js';

const CASE = 'shandong-weifang-principal-ranks';
/** A case of a county with awards, one from abroad, the longest and the shortest. */
const CASES = ['sichuan-wuhou-two-self-one-package', 'korea-free-semester', 'yangtze-delta-education-integration', 'jiangsu-left-behind-boarding-fund', 'guangxi-huanjiang-education-poverty-alleviation'];
const hash = page => page.evaluate(() => location.hash);

walk('from a statement to its source and back, by keys alone', 'desktop', async page => {
  await page.goto(`/zh/cases/${CASE}`);
  const cite = page.locator('#f5').getByRole('link', { name: '来源 2' });
  await cite.focus();
  await page.keyboard.press('Enter');
  assert.equal(await hash(page), '#s2');
  const back = page.locator('#s2').getByRole('link', { name: '回到第 5 条' });
  await back.focus();
  await page.keyboard.press('Enter');
  assert.equal(await hash(page), '#f5');
  const marked = await page.locator('#f5').evaluate(node => getComputedStyle(node).backgroundColor);
  assert.notEqual(marked, await page.locator('#f4').evaluate(node => getComputedStyle(node).backgroundColor), 'the statement is marked');
});

walk('the address of a statement shows where the pointer or the focus is', 'desktop', async page => {
  await page.goto(`/en/cases/${CASE}`);
  const anchor = page.locator('#f2').getByRole('link', { name: 'Link to statement 2' });
  const seen = () => anchor.evaluate(node => getComputedStyle(node).opacity);
  assert.equal(await seen(), '0');
  await page.locator('#f2 p').hover();
  assert.equal(await seen(), '1');
  await page.mouse.move(0, 0);
  await anchor.focus();
  await page.keyboard.press('Shift+Tab');
  assert.equal(await seen(), '0');
  await page.keyboard.press('Tab');
  assert.equal(await seen(), '1');
});

walk('the other language opens at the same statement', 'phone', async page => {
  await page.goto(`/zh/cases/${CASE}#f6`);
  await page.getByRole('link', { name: 'English' }).tap();
  await page.waitForURL(`**/en/cases/${CASE}#f6`);
  assert.match(await page.locator('#f6').innerText(), /405 principals/);
});

walk('side by side opens at the same statement, in pairs', 'desktop', async page => {
  await page.goto(`/zh/cases/${CASE}#f6`);
  await page.getByRole('link', { name: '中英对照' }).click();
  await page.waitForURL('**side=both#f6');
  const [zh, en] = await Promise.all(['zh-Hans', 'en'].map(lang => page.locator(`#f6 p[lang=${lang}]`).boundingBox()));
  assert.equal(zh.y, en.y, 'one line for both');
  assert(zh.x + zh.width <= en.x, 'Chinese before English');
  await assertAccessible(page);
  await page.getByRole('link', { name: '只看中文' }).click();
  await page.waitForURL(`**/zh/cases/${CASE}#f6`);
});

walk('side by side is one below the other on a phone', 'phone', async page => {
  await page.goto(`/en/cases/${CASE}?side=both`);
  const [en, zh] = await Promise.all(['en', 'zh-Hans'].map(lang => page.locator(`#f1 p[lang=${lang}]`).boundingBox()));
  assert(en.y + en.height <= zh.y && en.x === zh.x);
  await assertNoOverflow(page, 360);
});

walk('why the grade is what it is', 'phone-plain', async page => {
  await page.goto(`/zh/cases/${CASE}`);
  const reason = page.getByText('有独立于实施单位的来源');
  assert.equal(await reason.isVisible(), false);
  await page.getByText('为什么是这一级').tap();
  assert.equal(await reason.isVisible(), true);
  assert.match(await page.locator('.reason').innerText(), /报道 2 项/);
});

walk('on the shortlist and off it, without scripts', 'phone-plain', async page => {
  await page.goto(`/zh/cases/${CASE}`);
  assert.equal(await page.getByRole('button', { name: '打印' }).count(), 0, 'no button that does nothing');
  await page.getByRole('link', { name: '加入清单' }).tap();
  await page.waitForURL(`**/zh/cases/${CASE}?list=${CASE}`);
  assert.equal(await page.locator('link[rel=canonical]').getAttribute('href').then(href => new URL(href).search), '');
  // What is opened from here carries the list.
  await page.locator('.nears .to').first().tap();
  await page.waitForURL(url => !url.pathname.endsWith(CASE) && url.searchParams.get('list') === CASE);
  await page.goBack();
  await page.getByRole('link', { name: '移出清单' }).tap();
  await page.waitForURL(`**/zh/cases/${CASE}`);
});

walk('an area leads to the search for it, a place to its cases', 'desktop', async page => {
  await page.goto(`/en/cases/${CASE}`);
  await page.locator('.about').getByRole('link', { name: 'principal ranks' }).click();
  await page.waitForURL('**/en/?area=principal-ranks');
  await page.goBack();
  await page.getByRole('navigation', { name: 'You are here' }).getByRole('link', { name: 'Shandong' }).click();
  await page.waitForURL('**/en/?region=370000');
});

walk('the button prints, and the paper has no buttons but addresses', 'desktop', async page => {
  await page.addInitScript(() => { window.print = () => { document.documentElement.dataset.printed = 'yes'; }; });
  await page.goto('/en/cases/korea-free-semester');
  await page.getByRole('button', { name: 'Print' }).click();
  assert.equal(await page.locator('html').getAttribute('data-printed'), 'yes');
  await page.emulateMedia({ media: 'print' });
  for (const gone of ['.tools', '.crumbs', '.anchor', '.masthead', '.pair-link']) assert.equal(await page.locator(gone).first().isVisible(), false, gone);
  const source = page.locator('.sources a.out').first();
  const printed = await source.evaluate(node => getComputedStyle(node, '::after').content);
  assert(printed.includes(await source.getAttribute('href')), printed);
  assert.equal(await page.locator('.printed').isVisible(), true);
  assert((await page.pdf({ format: 'A4', tagged: true })).length > 10_000);
});

for (const at of ['f5', 's2']) {
  walk(`what the address names can be read: ${at}`, 'desktop-dark', async page => {
    await page.goto(`/en/cases/${CASE}#${at}`);
    assert.equal(await page.locator(':target').getAttribute('id'), at);
    await assertAccessible(page);
  });
}

for (const id of CASES) {
  for (const lang of ['zh', 'en']) {
    walk(`${id} ${lang}: fits and is accessible`, 'narrow', async page => {
      await page.goto(`/${lang}/cases/${id}`);
      await page.locator('.why-grade summary').click();
      await assertNoOverflow(page, 320);
      await assertAccessible(page);
      const small = await page.locator('.cites a, .anchor, .back a, .pair-link a, .about a').evaluateAll(links => links.filter(link => link.checkVisibility() && link.getBoundingClientRect().height < 23.5).map(link => link.outerHTML));
      assert.deepEqual(small, [], 'every target is 24 pixels high');
      const lost = await page.locator('a[href^="#"]').evaluateAll(links => links.map(link => link.hash.slice(1)).filter(id => !document.getElementById(id)));
      assert.deepEqual(lost, [], 'every address within the page leads somewhere');
    });
  }
}

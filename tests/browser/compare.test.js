// From the search page to a document: two cases are collected, compared, put in order and briefed on, by links and forms alone.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { api, assertNoOverflow, origin, walk } from './support.js';

const WORDS = {
  zh: { q: '校长职级制', add: /^把“.*”加入清单$/, bar: n => `清单里有 ${n} 例`, compare: '对比', only: '只看不同', same: '相同', differs: '不同', csv: '下载表格（CSV）', keep: '存为清单，发给同事', up: /^上移：/, brief: '生成简报', title: '标题', update: '更新', word: '下载 Word 文档', field: '项目', none: '尚无结果报道', one: '请再选至少一个', copy: '复制', copied: /已复制/ },
  en: { q: 'principal ranks', add: /^Add “.*” to shortlist$|^Add “.*” to the shortlist$/, bar: n => `${n} ${n === 1 ? 'case' : 'cases'} on the shortlist`, compare: 'Compare', only: 'Only differences', same: 'same', differs: 'differs', csv: 'Download as a table (CSV)', keep: 'Keep as a shortlist to send', up: /^Up: /, brief: 'Make a briefing', title: 'Title', update: 'Update', word: 'Download for Word', field: 'Field', none: 'No result reported yet', one: 'choose at least one more', copy: 'Copy', copied: /Copied/ },
};
const SIZES = { phone: 360, 'phone-plain': 360, desktop: 1440, plain: 1440 };

const named = page => new URL(page.url()).searchParams.getAll('id');
const link = (page, name) => page.getByRole('link', { name, exact: true });
const file = async (page, target) => {
  const [download] = await Promise.all([page.waitForEvent('download'), target.click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
};

for (const [lang, words] of Object.entries(WORDS)) {
  for (const [context, width] of Object.entries(SIZES)) {
    walk(`${lang}: two cases are collected, compared, ordered and briefed on`, context, async page => {
      const { hits } = await api(`search?q=${encodeURIComponent(words.q)}`);
      const [first, second] = hits;
      const title = hit => hit.title[lang];

      await page.goto(`/${lang}/?q=${encodeURIComponent(words.q)}`);
      const bar = page.getByRole('complementary').filter({ hasText: words.bar(1) });
      await page.locator('.hit').nth(0).getByRole('link', { name: words.add }).click();
      await bar.waitFor();
      await page.locator('.hit').nth(1).getByRole('link', { name: words.add }).click();
      const both = page.getByRole('complementary').filter({ hasText: words.bar(2) });
      await both.getByRole('link', { name: words.compare, exact: true }).click();

      // The comparison.
      await page.waitForURL(/\/compare\?/);
      assert.deepEqual(named(page), [first.id, second.id]);
      const columns = page.locator('thead th[scope=col] a');
      assert.deepEqual(await columns.allInnerTexts(), [title(first), title(second)]);
      assert(page.url().includes(`list=${first.id}`), 'the shortlist goes along');
      await assertNoOverflow(page, width);
      const rows = await page.locator('tbody tr').count();
      const alike = page.locator('tbody tr').filter({ has: page.locator('.same', { hasText: new RegExp(`^${words.same}$`) }) });
      const same = await alike.count();
      assert(same > 0, 'something is the same');
      const fact = page.locator('a.at').first();
      const { pathname, hash } = new URL(await fact.getAttribute('href'), origin);
      assert.equal(pathname, `/${lang}/cases/${first.id}`);
      assert((await (await fetch(origin + pathname)).text()).includes(`id="${hash.slice(1)}"`), `${hash} is on the page of the case`);

      // The differences alone, and the table as a file.
      await link(page, words.only).click();
      await page.waitForURL(/only=differences/);
      assert.equal(await page.locator('tbody tr').count(), rows - same);
      assert.equal(await page.locator('tbody tr:not(.differs)').count(), 0);
      assert.equal(await alike.count(), 0);
      const table = await file(page, link(page, words.csv));
      assert.match(table.name, /\.csv$/);
      const text = table.bytes.toString('utf8');
      assert(text.startsWith(`\u{feff}${words.field},`), text.slice(0, 40));
      assert(text.includes(first.id) && text.includes(second.id));

      // The shortlist, put in another order.
      await link(page, words.keep).click();
      await page.waitForURL(/\/shortlist\?/);
      const kept = page.locator('.kept h2 a');
      assert.deepEqual(await kept.allInnerTexts(), [title(first), title(second)]);
      await page.getByRole('link', { name: words.up }).click();
      await page.waitForURL(url => url.searchParams.getAll('id')[0] === second.id);
      assert.deepEqual(await kept.allInnerTexts(), [title(second), title(first)]);
      assert.equal(await page.locator('#address').inputValue(), `${origin}/${lang}/shortlist?id=${second.id}&id=${first.id}`);
      await assertNoOverflow(page, width);

      // The briefing, with a title of one's own, and as a document.
      await page.getByRole('button', { name: words.brief, exact: true }).click();
      await page.waitForURL(/\/briefing\?/);
      assert.deepEqual(named(page), [second.id, first.id]);
      assert.deepEqual(await page.locator('.briefing thead a').allInnerTexts(), [title(second), title(first)]);
      await page.getByLabel(words.title, { exact: true }).fill('校长 & <先例>');
      await page.getByRole('button', { name: words.update, exact: true }).click();
      await page.getByRole('heading', { level: 1, name: '校长 & <先例>' }).waitFor();
      assert.deepEqual(named(page), [second.id, first.id]);
      const numbers = await page.locator('.briefing sup a').evaluateAll(all => all.map(one => one.getAttribute('href')));
      assert(numbers.length > 0, 'facts have sources');
      for (const number of new Set(numbers)) assert.equal(await page.locator(number).count(), 1, number);
      assert.doesNotMatch(await page.locator('.briefing > .note').first().innerText(), /20\d\d年|20\d\d-/);
      await assertNoOverflow(page, width);
      const document = await file(page, link(page, words.word));
      assert.match(document.name, /^校长 & .*先例.*\.docx$/);
      assert.equal(document.bytes.subarray(0, 2).toString(), 'PK');
      assert(document.bytes.includes(Buffer.from(title(first).replaceAll("'", '&apos;'))), 'the document names the case');
    });
  }

  walk(`${lang}: one case leads to those like it`, 'plain', async page => {
    const [first] = (await api(`search?q=${encodeURIComponent(words.q)}`)).hits;
    await page.goto(`/${lang}/compare?id=${first.id}`);
    await page.getByText(words.one).waitFor();
    await page.locator('.likes a').first().click();
    await page.waitForURL(url => url.searchParams.getAll('id').length === 2);
    assert.equal(await page.locator('thead th a').count(), 2);
  });

  walk(`${lang}: the address is copied where scripts run`, { viewport: { width: 1440, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] }, async page => {
    const [first, second] = (await api(`search?q=${encodeURIComponent(words.q)}`)).hits;
    await page.goto(`/${lang}/shortlist?list=${first.id}&list=${second.id}`);
    await page.getByRole('button', { name: words.copy, exact: true }).click();
    await page.getByText(words.copied).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${origin}/${lang}/shortlist?id=${first.id}&id=${second.id}`);
  });

  walk(`${lang}: two and three cases are one page of A4`, 'desktop', async page => {
    const ids = (await api(`search?q=${encodeURIComponent(words.q)}`)).hits.map(hit => `id=${hit.id}`);
    for (const count of [2, 3]) {
      await page.goto(`/${lang}/briefing?${ids.slice(0, count).join('&')}`);
      const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
      assert.equal((pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length, 1, `${count} cases`);
    }
  });
}

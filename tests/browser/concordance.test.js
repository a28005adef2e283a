// Keyword in context: a scholar reads, sorts and takes away the lines; a director opens one on a phone.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { api, assertAccessible, assertNoOverflow, origin, tabTo, walk } from './support.js';

const texts = {
  zh: { word: '校长职级制', button: '列出语境', sentence: (places, cases) => `${places} 处，见于 ${cases} 个案例`, right: '右1', english: '英文', tag: 'zh-Hans', none: '没有可以列出的行', refused: '这个问题列不出语境', add: '把同义说法和另一种语言也列出来', next: /下一页/ },
  en: { word: 'principal', button: 'Show lines', sentence: (places, cases) => `${places} places in ${cases} cases`, right: 'Right 1', english: 'English', tag: 'en', none: 'There are no lines to show', refused: 'There is no concordance of this', add: 'Also list synonyms and the other language', next: /Next/ },
};
const rows = page => page.locator('.kwic tbody tr');
const path = (lang, word, more = '') => `/${lang}/concordance?q=${encodeURIComponent(word)}${more}`;

for (const [lang, say] of Object.entries(texts)) {
  for (const context of ['desktop', 'phone', 'plain', 'phone-plain']) {
    walk(`${lang}: a word is asked for and its lines are those of the API`, context, async page => {
      await page.goto(`/${lang}/concordance`);
      await page.getByRole('main').getByRole('searchbox').fill(say.word);
      await page.getByRole('button', { name: say.button }).click();
      await page.waitForURL(/concordance\?q=/);
      const found = await api(`concordance?q=${encodeURIComponent(say.word)}&width=${lang === 'zh' ? 30 : 60}`);
      assert(found.total > 0);
      await page.getByRole('heading', { name: say.sentence(found.total, found.cases_with_lines), exact: true }).waitFor();
      assert.equal(await rows(page).count(), found.lines.length);
      const [first] = found.lines;
      const row = rows(page).first();
      for (const [part, text] of [['left', first.left], ['key', first.keyword], ['right', first.right]]) assert.equal(await row.locator(`.${part}`).textContent(), text);
      assert.equal(await row.locator('.key').getAttribute('lang'), say.tag);
      const href = await row.locator('.case a').getAttribute('href');
      assert.equal(href, `/${lang}/cases/${first.id}#${first.anchor === 'summary' ? 'in-short' : first.anchor}`);
      await row.locator('.case a').click();
      await page.waitForURL(/\/cases\//);
      assert((await page.locator(new URL(page.url()).hash).locator('xpath=ancestor-or-self::*[self::div or self::section or self::h1][1]').innerText()).includes(first.keyword));
    });
  }

  walk(`${lang}: with keys alone, lines are sorted by what follows`, 'desktop', async page => {
    await page.goto(path(lang, say.word));
    const right = page.getByRole('link', { name: say.right, exact: true });
    await tabTo(page, right);
    await page.keyboard.press('Enter');
    await page.waitForURL(/sort=right/);
    assert.equal(await right.getAttribute('aria-current'), 'true');
    const { lines } = await api(`concordance?q=${encodeURIComponent(say.word)}&sort=right&width=${lang === 'zh' ? 30 : 60}`);
    assert.deepEqual(await rows(page).locator('.right').allTextContents(), lines.map(line => line.right));
    await tabTo(page, rows(page).first().getByRole('link'));
  });

  walk(`${lang}: one language has lines in it alone`, 'desktop', async page => {
    await page.goto(path(lang, lang === 'zh' ? '校长职级制' : 'principal', '&per_page=100'));
    await page.getByRole('link', { name: say.add }).first().click();
    await page.waitForURL(/expand=1/);
    await page.getByRole('link', { name: say.english, exact: true }).click();
    await page.waitForURL(/lang=en/);
    const langs = await rows(page).locator('.key').evaluateAll(cells => cells.map(cell => cell.lang));
    assert(langs.length > 0);
    assert.deepEqual([...new Set(langs)], ['en']);
    assert.equal(await page.getByRole('link', { name: say.english, exact: true }).getAttribute('aria-current'), 'true');
  });

  walk(`${lang}: filters of the search stay, and go one by one`, 'desktop', async page => {
    await page.goto(path(lang, say.word, '&region=370000&year_from=2000'));
    const chips = page.locator('.chips li');
    assert.equal(await chips.count(), 3);
    await page.locator('.options select[name=per_page]').selectOption('50');
    await page.getByRole('button', { name: say.button }).click();
    await page.waitForURL(url => url.searchParams.get('per_page') === '50' && url.searchParams.get('region') === '370000');
    await chips.first().getByRole('link').click();
    await page.waitForURL(url => !url.searchParams.has('region') && url.searchParams.get('year_from') === '2000');
  });

  walk(`${lang}: pages follow each other and lose no line`, 'desktop', async page => {
    const word = lang === 'zh' ? '校长' : 'principal';
    await page.goto(path(lang, word));
    const { total } = await api(`concordance?q=${encodeURIComponent(word)}`);
    let lines = await rows(page).count();
    for (let number = 2; number <= Math.ceil(total / 20); number += 1) {
      await page.getByRole('link', { name: say.next }).click();
      await page.waitForURL(url => url.searchParams.get('page') === String(number));
      lines += await rows(page).count();
    }
    assert.equal(lines, total);
    assert.equal(await page.getByRole('link', { name: say.next }).count(), 0);
  });

  walk(`${lang}: nothing found says what to try`, 'phone', async page => {
    await page.goto(path(lang, 'zzqx'));
    await page.getByRole('heading', { name: say.none }).waitFor();
    assert(await page.locator('.none a').count() > 0);
    await assertAccessible(page);
  });

  walk(`${lang}: what cannot be read is said on the page, above the question`, 'phone', async page => {
    const response = await page.goto(path(lang, say.word, '&year_from=abc'));
    assert.equal(response.status(), 400);
    await page.getByRole('alert').getByRole('heading', { name: say.refused }).waitFor();
    assert.equal(await page.getByRole('main').getByRole('searchbox').inputValue(), say.word);
    await assertAccessible(page);
  }, { expected: /status of 400/ });

  for (const [context, width] of [['narrow', 320], ['phone', 360], ['desktop', 1440], ['wide', 2560]]) {
    for (const asked of [30, 200]) {
      walk(`${lang}: ${asked} characters a side keep the keyword in the middle`, context, async page => {
        await page.goto(path(lang, say.word, `&width=${asked}&expand=1`));
        await assertNoOverflow(page, width);
        const centres = await rows(page).locator('.key mark').evaluateAll(marks => marks.map(mark => {
          const { left, right } = mark.getBoundingClientRect();
          const cell = mark.closest('td').getBoundingClientRect();
          return { mark: (left + right) / 2, cell: (cell.left + cell.right) / 2 };
        }));
        assert(centres.length > 1);
        for (const { mark, cell } of centres) assert(Math.abs(mark - cell) < 2, `the keyword is at ${mark} in a cell around ${cell}`);
        if (width < 400) for (const { mark } of centres) assert(Math.abs(mark - width / 2) < 2, `the keyword is at ${mark} of ${width}`);
        else for (const { cell } of centres) assert(Math.abs(cell - centres[0].cell) < 2, 'keywords stand in one column');
      });
    }
  }
}

test('the CSV has every line', async () => {
  const html = await (await fetch(`${origin}${path('zh', '校长')}`)).text();
  const href = html.match(/href="(\/api\/v1\/concordance\?[^"]+)"/)[1].replaceAll('&#38;', '&');
  const response = await fetch(origin + href);
  assert.match(response.headers.get('content-type'), /text\/csv/);
  const { total } = await api(`concordance?q=${encodeURIComponent('校长')}`);
  assert.equal((await response.text()).trim().split('\n').length, total + 1);
});

walk('the examples of the first sight have lines', 'desktop', async page => {
  for (const lang of ['zh', 'en']) {
    await page.goto(`/${lang}/concordance`);
    const examples = await page.locator('.examples a').evaluateAll(links => links.map(link => link.getAttribute('href')));
    assert.equal(examples.length, 4);
    for (const example of examples) {
      await page.goto(example);
      assert(await rows(page).count() > 0, example);
    }
  }
});

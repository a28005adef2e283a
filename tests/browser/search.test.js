// The search page: a director with a phone and an input method, a scholar with a keyboard, a reader without scripts.

import assert from 'node:assert/strict';

import { api, assertNoOverflow, ime, tabTo, walk } from './support.js';

const WORDS = {
  zh: { q: '校长职级制', broad: '教师', total: n => `共 ${n} 例`, search: '检索', apply: '应用筛选', filters: '筛选', remove: /^去掉条件：/, clear: '全部清除', next: '下一页', previous: '上一页', within: '在结果中检索', none: '没有找到案例', bad: '没有找到这个地方', other: 'English', nonsense: '校长职级制 量子', literal: '只查原词' },
  en: { q: 'principal ranks', broad: 'teacher', total: n => (n === 1 ? '1 case' : `${n} cases`), search: 'Search', apply: 'Apply filters', filters: 'Filters', remove: /^Remove the filter /, clear: 'Clear all', next: 'Next', previous: 'Previous', within: 'Search within these', none: 'No case was found', bad: 'No such place was found', other: '中文', nonsense: 'principal ranks zzqx', literal: 'Search these words only' },
};
const LANGS = Object.keys(WORDS);

const search = parameters => api(`search?${new URLSearchParams(parameters)}`);
const summary = page => page.locator('#summary');
const says = (page, lang, total) => summary(page).filter({ hasText: new RegExp(`(^|[^0-9])${WORDS[lang].total(total)}$`) }).waitFor();
const chips = page => page.locator('.chips li');
const address = page => new URL(page.url()).searchParams;
const box = (page, name, value) => page.locator(`#facets input[name="${name}"][value="${value}"]`);
const titles = page => page.locator('.hit h3').allInnerTexts();
const open = (page, lang, parameters) => page.goto(`/${lang}/?${new URLSearchParams(parameters)}`);

/** An area of the second level with some but not all cases of a question. */
async function someArea(q) {
  const { facets, total } = await search({ q, facets: 'area' });
  const area = facets.area.find(({ count, parent }) => parent && count > 1 && count < total);
  assert(area, `an area narrows ${q}`);
  return area;
}

for (const lang of LANGS) {
  const words = WORDS[lang];

  for (const context of ['phone', 'desktop', 'plain']) {
    walk(`${lang}: one asks, reads and opens a case`, context, async page => {
      const expected = await search({ q: words.q });
      await page.goto(`/${lang}/`);
      await page.locator('#q').fill(words.q);
      await page.getByRole('button', { name: words.search, exact: true }).first().click();
      await says(page, lang, expected.total);
      assert.equal(address(page).get('q'), words.q);
      const first = expected.hits[0];
      assert.deepEqual((await titles(page))[0], first.title[lang] ?? first.title.zh);
      assert.equal(await page.locator('.hit').count(), Math.min(expected.total, expected.per_page));
      const hit = page.locator('.hit').first();
      assert((await hit.locator('mark').count()) > 0, 'what was found is marked');
      assert.match(await hit.locator('.meta').innerText(), new RegExp(first.year));
      const [response] = await Promise.all([page.waitForNavigation(), hit.locator('h3 a').click()]);
      assert.equal(new URL(response.url()).pathname, `/${lang}/cases/${first.id}`);
    }, { expected: /status of 404/ });
  }

  walk(`${lang}: filters by mouse, chips, and back again`, 'desktop', async page => {
    const area = await someArea(words.broad);
    const all = await search({ q: words.broad });
    await open(page, lang, { q: words.broad });
    await says(page, lang, all.total);
    await box(page, 'area', area.value).check();
    await says(page, lang, area.count);
    assert.equal(address(page).get('area'), area.value);
    assert.match(await summary(page).innerText(), new RegExp(area.label[lang]));
    const chip = chips(page).getByRole('link', { name: words.remove });
    assert.equal(await chip.count(), 1);
    await page.goBack();
    await says(page, lang, all.total);
    assert.equal(await box(page, 'area', area.value).isChecked(), false);
    await page.goForward();
    await says(page, lang, area.count);
    assert.equal(await box(page, 'area', area.value).isChecked(), true);
    await chip.click();
    await says(page, lang, all.total);
    assert.equal(address(page).get('area'), null);
  });

  walk(`${lang}: filters with keys only`, 'desktop', async page => {
    const area = await someArea(words.broad);
    await page.goto(`/${lang}/`);
    await tabTo(page, page.locator('#q'));
    await page.keyboard.type(words.broad);
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=/);
    await tabTo(page, box(page, 'area', area.value));
    await page.keyboard.press('Space');
    await says(page, lang, area.count);
    assert(await box(page, 'area', area.value).evaluate(node => node === document.activeElement), 'the focus stays on the filter');
    await page.getByRole('status').filter({ hasText: words.total(area.count) }).waitFor({ state: 'attached' });
    await tabTo(page, chips(page).getByRole('link', { name: words.remove }));
    await page.keyboard.press('Enter');
    await page.waitForURL(url => !url.searchParams.has('area'));
  });

  walk(`${lang}: two values of one filter widen, values of two narrow`, 'desktop', async page => {
    await open(page, lang, { q: words.broad });
    const { facets } = await search({ q: words.broad, facets: 'stage,level' });
    const [one, two] = facets.stage.filter(({ count }) => count > 0);
    const level = facets.level.find(({ count }) => count > 0);
    await page.locator('#facet-stage > summary').click();
    await box(page, 'stage', one.value).check();
    await says(page, lang, one.count);
    await box(page, 'stage', two.value).check();
    await says(page, lang, one.count + two.count);
    assert.equal(await chips(page).getByRole('link', { name: words.remove }).count(), 2);
    await page.locator('#facet-level > summary').click();
    await box(page, 'level', level.value).check();
    const both = new URLSearchParams([['q', words.broad], ['stage', one.value], ['stage', two.value], ['level', level.value]]);
    await says(page, lang, (await api(`search?${both}`)).total);
    await page.getByRole('link', { name: words.clear }).click();
    await says(page, lang, (await search({ q: words.broad })).total);
  });

  walk(`${lang}: a span of years, typed`, 'desktop', async page => {
    const { total } = await search({ q: words.broad, year_from: '2004', year_to: '2012' });
    await open(page, lang, { q: words.broad });
    await page.locator('[name=year_from]').fill('2004');
    await page.locator('[name=year_to]').fill('2012');
    await page.keyboard.press('Enter');
    await says(page, lang, total);
    assert.match(await summary(page).innerText(), /2004–2012/);
  });

  walk(`${lang}: filters, chips and pages without scripts`, 'plain', async page => {
    const area = await someArea(words.broad);
    await open(page, lang, { q: words.broad });
    await box(page, 'area', area.value).check();
    await page.getByRole('button', { name: words.apply }).click();
    await says(page, lang, area.count);
    await chips(page).getByRole('link', { name: words.remove }).click();
    const all = await search({ q: words.broad, page: 2 });
    await says(page, lang, all.total);
    await page.getByRole('link', { name: words.next }).click();
    assert.deepEqual((await titles(page))[0], all.hits[0].title[lang] ?? all.hits[0].title.zh);
  });

  walk(`${lang}: page after page, and the filter begins at the first again`, 'phone', async page => {
    const [first, second] = await Promise.all([1, 2].map(number => search({ q: words.broad, page: number })));
    const named = answer => answer.hits.map(hit => hit.title[lang] ?? hit.title.zh);
    await open(page, lang, { q: words.broad });
    assert.deepEqual(await titles(page), named(first));
    await page.getByRole('link', { name: words.next }).click();
    await page.waitForURL(/page=2/);
    assert.deepEqual(await titles(page), named(second));
    assert.equal(await page.locator('ol.hits').getAttribute('start'), '11');
    await page.locator('#sheet > summary').click();
    const area = await someArea(words.broad);
    await box(page, 'area', area.value).check();
    await says(page, lang, area.count);
    assert.equal(address(page).get('page'), null);
    assert(await page.locator('#sheet').evaluate(sheet => sheet.open), 'the sheet stays open while one chooses');
  });

  walk(`${lang}: removing a filter on page 2 begins at the first page`, 'desktop', async page => {
    const answer = await search({ q: words.broad, lang: 'zh' });
    assert(answer.total > 10);
    await open(page, lang, { q: words.broad, lang: 'zh', page: 2 });
    await chips(page).getByRole('link', { name: words.remove }).click();
    await page.waitForURL(url => !url.searchParams.has('lang'));
    assert.equal(address(page).get('page'), null);
  });

  walk(`${lang}: nothing is found: other questions, each with its true number`, 'phone', async page => {
    await open(page, lang, { q: words.nonsense });
    await says(page, lang, 0);
    await page.getByRole('heading', { name: words.none }).waitFor();
    const change = page.locator('.none li', { has: page.locator('.count') }).first();
    const number = Number((await change.locator('.count').innerText()).match(/\d+/)[0]);
    assert(number > 0);
    await change.getByRole('link').click();
    await says(page, lang, number);
  });

  walk(`${lang}: a place that is none is said in the language of the page`, 'phone', async page => {
    const response = await open(page, lang, { region: 'nowhere at all' });
    assert.equal(response.status(), 400);
    await page.getByText(words.bad).waitFor();
  }, { expected: /status of 400/ });

  walk(`${lang}: the newest first`, 'desktop', async page => {
    const expected = await search({ q: words.broad, sort: 'newest' });
    await open(page, lang, { q: words.broad });
    await page.locator('#sort').selectOption('newest');
    await page.waitForURL(/sort=newest/);
    await page.locator('.hit h3').first().filter({ hasText: expected.hits[0].title[lang] ?? expected.hits[0].title.zh }).waitFor();
    assert.deepEqual(await titles(page), expected.hits.map(hit => hit.title[lang] ?? hit.title.zh));
  });

  walk(`${lang}: within what was found`, 'phone', async page => {
    const more = lang === 'zh' ? '农村' : 'rural';
    await open(page, lang, { q: words.broad });
    await page.locator('#within').fill(more);
    await page.getByRole('button', { name: words.within }).click();
    await says(page, lang, (await search({ q: `${words.broad} ${more}` })).total);
  });

  walk(`${lang}: other names that were searched too are told and can be left out`, 'desktop', async page => {
    await open(page, lang, { q: words.q });
    await page.locator('.expanded summary').click();
    await page.getByRole('link', { name: words.literal }).click();
    await says(page, lang, (await search({ q: words.q, expand: 0 })).total);
    assert.equal(await page.locator('.expanded').count(), 0);
  });

  walk(`${lang}: what could not be understood is told`, 'phone', async page => {
    await open(page, lang, { q: `"${words.q}` });
    const { notes } = await search({ q: `"${words.q}` });
    assert.equal(await page.locator('.notes li').count(), notes.length);
    assert(notes.length > 0);
  });

  walk(`${lang}: the other language keeps the question and its filters`, 'desktop', async page => {
    await open(page, lang, { q: words.q, stage: 'running' });
    await page.getByRole('link', { name: words.other }).click();
    await page.waitForURL(url => url.pathname === `/${lang === 'zh' ? 'en' : 'zh'}/`);
    assert.equal(address(page).get('q'), words.q);
    assert.equal(address(page).get('stage'), 'running');
  });

  walk(`${lang}: a suggested area becomes a filter, with keys only`, 'desktop', async page => {
    await open(page, lang, { stage: 'running', list: 'shandong-weifang-principal-ranks' });
    const { suggestions } = await api(`suggest?${new URLSearchParams({ q: words.q, limit: 8, lang })}`);
    const at = suggestions.findIndex(({ kind }) => kind === 'area');
    assert(at >= 0);
    await tabTo(page, page.locator('#q'));
    await page.keyboard.type(words.q);
    await page.getByRole('listbox').waitFor();
    for (let down = 0; down <= at; down += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(url => url.searchParams.has('area'));
    assert.deepEqual([...address(page)].toSorted(), [['area', suggestions[at].value], ['list', 'shandong-weifang-principal-ranks'], ['stage', 'running']]);
    assert.equal(await chips(page).getByRole('link', { name: words.remove }).count(), 2);
  });

  walk(`${lang}: a suggested case is opened with a tap`, 'phone', async page => {
    await page.goto(`/${lang}/`);
    await page.locator('#q').pressSequentially(lang === 'zh' ? '潍坊中小学' : "Weifang's principal");
    const option = page.getByRole('option').filter({ hasText: lang === 'zh' ? '案例' : 'Case' }).first();
    await Promise.all([page.waitForURL(/\/cases\/shandong-weifang-principal-ranks$/), option.tap()]);
  }, { expected: /status of 404/ });

  for (const [context, width] of [['narrow', 320], ['wide', 2560]]) {
    walk(`${lang}: suggestions and filters fit ${width}`, context, async page => {
      await open(page, lang, { q: words.broad });
      if (width < 700) await page.locator('#sheet > summary').click();
      for (const group of await page.locator('#facets details.group').all()) {
        if (!(await group.evaluate(group => group.open))) await group.locator('> summary').click();
      }
      await assertNoOverflow(page, width);
      await page.locator('#q').fill(lang === 'zh' ? '校长' : 'princip');
      await page.getByRole('listbox').waitFor();
      await assertNoOverflow(page, width);
    });
  }
}

for (const context of ['phone', 'desktop']) {
  walk('Enter while an input method composes does not search; the next one does', context, async page => {
    await page.goto('/zh/');
    await page.locator('#q').focus();
    const method = await ime(page);
    await method.type('xiaozhang');
    await method.key('Enter', 'Enter');
    await page.keyboard.press('Enter'); // composing still: the key of a method that does not mark it
    assert.equal(await page.locator('#q').inputValue(), 'xiaozhang');
    assert.equal(new URL(page.url()).search, '');
    await method.commit('校长');
    await method.key('Enter', 'Enter'); // Safari's order
    await page.getByRole('listbox').waitFor();
    assert.equal(new URL(page.url()).search, '');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=/);
    assert.equal(address(page).get('q'), '校长');
  });
}

walk('the suggestions of a server that is gone are missed by nobody', 'phone', async page => {
  await page.route('**/api/v1/suggest*', route => route.abort('connectionrefused'));
  await page.goto('/zh/');
  await Promise.all([page.waitForRequest(/suggest/), page.locator('#q').fill('校长')]);
  await page.keyboard.press('Enter');
  await says(page, 'zh', (await search({ q: '校长' })).total);
}, { expected: /ERR_CONNECTION_REFUSED/ });

walk('markup in a question stays text', 'desktop', async page => {
  const q = '<img src=x onerror=alert(1)>"校长';
  await open(page, 'zh', { q });
  assert.equal(await page.locator('#q').inputValue(), q);
  assert.equal(await page.locator('img').count(), 0);
  assert((await page.title()).includes(q));
});

walk('on paper: the question and its cases, without what only a screen can do', 'desktop', async page => {
  await open(page, 'zh', { q: '校长职级制' });
  await page.emulateMedia({ media: 'print' });
  for (const gone of ['#search', '#facets', '.views', '.actions', 'nav']) assert.equal(await page.locator(gone).first().isVisible(), false, gone);
  assert(await summary(page).isVisible());
  assert(await page.locator('.hit h3').first().isVisible());
  const pdf = await page.pdf({ format: 'A4', printBackground: true, tagged: true });
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
});

walk('the first Tab offers to skip to the content', 'desktop', async page => {
  await page.goto('/en/');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'content');
});

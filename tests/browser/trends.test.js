// Trends and gaps: a director who wants to know where the library has nothing, and a scholar who wants the numbers.

import assert from 'node:assert/strict';

import { assertNoOverflow, origin, walk } from './support.js';

const api = async query => (await fetch(`${origin}/api/v1/trends?${query}`)).json();
const asked = page => Object.fromEntries(new URL(page.url()).searchParams);
const figure = (page, name) => page.getByRole('region', { name, exact: true });

for (const context of ['phone', 'phone-plain']) {
  walk('a director asks about rotation and opens her province', context, async page => {
    const { total, of, regions } = await api('q=教师轮岗');
    const jiangsu = regions.find(region => region.code === '320000');
    await page.goto('/zh/trends');
    await page.getByLabel('统计哪些案例').last().fill('教师轮岗');
    await page.getByRole('button', { name: '看趋势' }).click();
    await page.getByText(`${of} 例中有 ${total} 例符合“教师轮岗”`).waitFor();
    await page.getByText('案例库是样本，不是普查：图里').waitFor();
    await assertNoOverflow(page, 360);
    await page.getByRole('link', { name: `江苏省：${jiangsu.of} 例中 ${jiangsu.count} 例` }).click();
    assert.deepEqual(asked(page), { q: '教师轮岗', region: '320000' });
    assert.equal(await page.getByRole('article').count(), jiangsu.count);
  });

  walk('a director finds a gap and asks what there is', context, async page => {
    const { areas, gaps } = await api('');
    const row = areas.findIndex(area => area.id === 'burden');
    const column = gaps[row].regions.findIndex(cell => cell.of === 0);
    await page.goto('/zh/trends#gaps');
    const matrix = page.getByRole('region', { name: '领域与省份的空白，可横向滚动' });
    const cell = matrix.getByRole('row', { name: /^减负/ }).getByRole('link').nth(column);
    assert.equal(await cell.innerText(), '0');
    await cell.click();
    assert.deepEqual(asked(page), { area: 'burden', region: gaps[row].regions[column].code });
    assert.equal(await page.getByRole('article').count(), 0);
  });
}

for (const context of ['desktop', 'plain']) {
  walk('a scholar narrows the question by keys alone', context, async page => {
    await page.goto('/en/trends?q=teacher+rotation');
    const summary = page.locator('details.narrowing > summary');
    await summary.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('浙江');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('2000');
    await page.keyboard.press('Enter');
    await page.waitForURL(/year_from=2000/);
    const { total, of } = await api('q=teacher rotation&region=330000&year_from=2000');
    await page.getByText(`${total} of ${of} cases match “teacher rotation”`).waitFor();
    assert.equal(asked(page).region, '浙江');
    await page.getByRole('link', { name: /Remove the filter/ }).first().click();
    await page.waitForURL(url => !url.searchParams.has('region'));
    assert.equal(asked(page).year_from, '2000');
  });
}

walk('a scholar compares a drawing, its table and its CSV', 'desktop', async page => {
  const { years } = await api('q=teacher rotation');
  await page.goto('/en/trends?q=teacher+rotation');
  const chart = figure(page, 'By year');
  const drawn = await chart.getByRole('img', { name: 'By year' }).locator('g > title').allTextContents();
  assert.deepEqual(drawn, years.map(({ year, count, of }) => `${year}: ${count} of ${of} cases`));
  await chart.getByText('Table', { exact: false }).click();
  const rows = await chart.getByRole('table').locator('tbody tr').evaluateAll(rows => rows.map(row => [...row.cells].slice(0, 3).map(cell => cell.textContent)));
  assert.deepEqual(rows, years.map(({ year, count, of }) => [year, count, of].map(String)));
  const csv = await (await fetch(new URL(await chart.getByRole('link', { name: /CSV/ }).getAttribute('href'), origin))).text();
  const lines = csv.replace(/^\uFEFF/, '').trim().split(/\r?\n/).slice(1).map(line => line.split(',').slice(0, 3));
  assert.deepEqual(lines.filter(([year]) => year), rows);
});

walk('every chart has a name, a table and a CSV', 'desktop', async page => {
  for (const path of ['/zh/trends?q=教师轮岗', '/en/trends']) {
    await page.goto(path);
    for (const part of await page.locator('.figure').all()) {
      const heading = await part.getByRole('heading', { level: 2 }).innerText();
      const links = await part.getByRole('link', { name: 'CSV' }).all();
      assert(links.length > 0, heading);
      for (const link of links) {
        const response = await fetch(new URL(await link.getAttribute('href'), origin));
        assert.match(response.headers.get('content-type'), /^text\/csv/, heading);
      }
      assert(await part.locator('table').count() > 0, heading);
    }
    for (const svg of await page.locator('main svg').all()) {
      const [label, about] = await svg.evaluate(svg => ['aria-labelledby', 'aria-describedby'].map(name => document.getElementById(svg.getAttribute(name))?.textContent));
      assert(label && about, await svg.evaluate(svg => svg.outerHTML.slice(0, 200)));
    }
    assert.equal(await page.locator('[style]').count(), 0);
    const ids = await page.locator('[id]').evaluateAll(all => all.map(node => node.id));
    assert.equal(new Set(ids).size, ids.length, 'ids');
  }
});

walk('the matrix scrolls in its own frame, with keys too', 'phone', async page => {
  await page.goto('/zh/trends');
  const frame = page.getByRole('region', { name: '领域与省份的空白，可横向滚动' });
  await frame.focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(node => node.scrollLeft > 0, await frame.elementHandle());
  await assertNoOverflow(page, 360);
});

walk('a question without a match says so and leads on', 'narrow', async page => {
  await page.goto('/en/trends?q=zzqx');
  await page.getByText('No case matches').waitFor();
  assert.equal(await page.locator('main svg').count(), 0);
  await assertNoOverflow(page, 320);
  await page.getByRole('link', { name: 'Try other questions on the search page' }).click();
  assert.deepEqual(asked(page), { q: 'zzqx' });
});

walk('what the API refuses is said in the language of the page', 'desktop', async page => {
  const response = await page.goto('/zh/trends?region=atlantis');
  assert.equal(response.status(), 400);
  await page.getByText('没有找到这个地方').waitFor();
}, { expected: /status of 400/ });

walk('links from a search bring its filters and none of its order', 'desktop', async page => {
  const response = await page.goto('/zh/trends?q=校长&region=370000&region=110000&sort=newest&page=2&per_page=50');
  assert.equal(response.status(), 200);
  await page.getByRole('heading', { level: 2, name: '校长 · 山东省 或 北京市' }).waitFor();
  const kept = await page.locator('form.ask input[type=hidden]').evaluateAll(fields => fields.map(field => [field.name, field.value].join('=')));
  assert.deepEqual(kept, ['region=370000', 'region=110000']);
});

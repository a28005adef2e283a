// The suggestions under a search box, on a page of their own: the component alone, with real answers of the real site.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { root, startSite } from './site.js';
import { assertAccessible, assertNoOverflow, ime, origin, walk, withPage } from './support.js';

const asset = name => readFileSync(join(root, 'crates/anli-web/assets', name), 'utf8');
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
const COLOURS = ':root { color-scheme: light dark; --bg: light-dark(#fff, #15181c); --fg: light-dark(#1b1e22, #e8eaed); --muted: light-dark(#5a5f66, #a5abb3); --line: light-dark(#d9dce0, #3a3f45); --accent: light-dark(#0b5cad, #7fb8f5); --mark: light-dark(#fff0a8, #5c4d00); } body { background: var(--bg); color: var(--fg); } form p { display: flex; } #q { flex: 1; min-width: 0; min-height: 2.75rem; }';
const HOST = lang => `<!doctype html><html lang="${lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>combobox</title>
<link rel="stylesheet" href="/combobox-host/colours.css"><link rel="stylesheet" href="/combobox-host/combobox.css"><script type="module" src="/combobox-host/host.js"></script>
<main><h1>combobox</h1><form id="search" action="/${lang}/" role="search"><label for="q">q</label>
<p><input id="q" name="q" type="search"><button>search</button></p><input type="hidden" name="stage" value="running"><input type="hidden" name="year_from" value=""><input type="hidden" name="page" value="3"></form>
<p><a href="#q">after</a></p></main>`;

/** Opens the page of the component; where it goes from there is caught and told by `gone`. */
async function host(page, lang = 'zh') {
  const headers = { 'content-security-policy': POLICY };
  const files = {
    'colours.css': ['text/css', COLOURS],
    'combobox.css': ['text/css', asset('combobox.css')],
    'combobox.js': ['text/javascript', asset('combobox.js')],
    'host.js': ['text/javascript', `import { combobox } from './combobox.js'; combobox(document.querySelector('#q'), { lang: '${lang}' }); document.documentElement.dataset.ready = '';`],
  };
  await page.route('**/combobox-host/*', route => {
    const [contentType, body] = files[new URL(route.request().url()).pathname.split('/').pop()];
    return route.fulfill({ contentType: `${contentType}; charset=utf-8`, headers, body });
  });
  await page.route(`**/${lang}/**`, route => {
    const { pathname } = new URL(route.request().url());
    if (pathname === `/${lang}/combobox-host`) return route.fulfill({ contentType: 'text/html; charset=utf-8', headers, body: HOST(lang) });
    return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>gone</title>' });
  });
  await page.goto(`/${lang}/combobox-host`);
  await page.locator('html[data-ready]').waitFor();
  const box = page.locator('#q');
  await box.focus();
  return { box, list: page.getByRole('listbox'), options: page.getByRole('option'), status: page.getByRole('status') };
}

const gone = async (page, path) => page.waitForURL(url => decodeURIComponent(url.pathname + url.search) === path);
const at = (page, index) => page.locator(`#q[aria-activedescendant="q-suggestions-${index}"] ~ ul > [aria-selected=true]:nth-child(${index + 1})`).waitFor();
const nowhere = async page => {
  assert.equal(await page.locator('#q').getAttribute('aria-activedescendant'), null);
  assert.equal(await page.locator('[aria-selected=true]').count(), 0);
};
const stays = page => assert(page.url().endsWith('/combobox-host'), page.url());

/** Resolves with what `count` requests of suggestions asked for. */
function asked(page) {
  const texts = [];
  page.on('request', request => request.url().includes('/api/v1/suggest') && texts.push(new URL(request.url()).searchParams.get('q')));
  return texts;
}

const answer = (...texts) => ({ json: { index_version: 'x', q: '', suggestions: texts.map(text => ({ text, lang: 'zh', kind: 'term', label: { zh: text }, parameter: 'q', value: text, count: 2 })) } });

walk('what a combobox says of itself', 'desktop', async page => {
  const { box, list, options, status } = await host(page);
  for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': 'q-suggestions', autocomplete: 'off' })) assert.equal(await box.getAttribute(name), value, name);
  assert.equal(await list.count(), 0);
  await box.pressSequentially('校长');
  await list.waitFor();
  assert.equal(await list.getAttribute('id'), 'q-suggestions');
  assert.equal(await list.getAttribute('aria-label'), '检索建议');
  assert.equal(await box.getAttribute('aria-expanded'), 'true');
  const count = await options.count();
  assert(count > 2 && count <= 8, `${count} options`);
  await status.getByText(`${count} 条建议`).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'q');
});

walk('an option says its names, kind and count in the language of the page', 'desktop', async page => {
  const { box, options } = await host(page, 'zh');
  await box.fill('潍坊');
  assert.match(await options.first().innerText(), /潍坊市\s+Weifang\s+山东省\s+地区\s+\d+ 例/);
  assert.equal(await options.first().locator('.suggestions-other').getAttribute('lang'), 'en');
});

walk('an option says its names, kind and count in English', 'desktop', async page => {
  const { box, options, status } = await host(page, 'en');
  await box.fill('weifang');
  assert.match(await options.first().innerText(), /Weifang\s+潍坊市\s+Shandong\s+Place\s+\d+ cases?/);
  assert.equal(await options.first().locator('.suggestions-other').getAttribute('lang'), 'zh-Hans');
  await status.getByText(/^\d suggestions?,/).waitFor();
});

walk('Down goes to the first option, Up to the last, and both go round', 'desktop', async page => {
  const { box, list, options } = await host(page);
  await box.fill('校长');
  await list.waitFor();
  await nowhere(page);
  const last = (await options.count()) - 1;
  for (const [key, index] of [['ArrowDown', 0], ['ArrowDown', 1], ['ArrowUp', 0], ['ArrowUp', last], ['ArrowDown', 0]]) {
    await page.keyboard.press(key);
    await at(page, index);
  }
  assert.equal(await box.inputValue(), '校长');
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'hidden' });
  await page.keyboard.press('ArrowUp');
  await at(page, last);
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowDown');
  await at(page, 0);
});

walk('Alt+Down opens without choosing and Alt+Up closes', 'desktop', async page => {
  const { box, list } = await host(page);
  await box.fill('校长');
  await list.waitFor();
  await page.keyboard.press('Alt+ArrowUp');
  await list.waitFor({ state: 'hidden' });
  await page.keyboard.press('Alt+ArrowDown');
  await list.waitFor();
  await nowhere(page);
});

walk('Escape closes, a second one clears', 'desktop', async page => {
  const { box, list } = await host(page);
  await box.fill('校长');
  await list.waitFor();
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'hidden' });
  assert.equal(await box.inputValue(), '校长');
  assert.equal(await box.getAttribute('aria-expanded'), 'false');
  await page.keyboard.press('Escape');
  assert.equal(await box.inputValue(), '');
});

for (const key of ['ArrowLeft', 'ArrowRight', 'Home', 'End']) {
  walk(`${key} returns to the text`, 'desktop', async page => {
    const { box, list } = await host(page);
    await box.fill('校长');
    await page.keyboard.press(key === 'ArrowRight' ? 'Home' : 'End');
    await list.waitFor();
    await page.keyboard.press('ArrowDown');
    await at(page, 0);
    await page.keyboard.press(key);
    await nowhere(page);
    assert.equal(await box.evaluate(input => input.selectionStart), { ArrowLeft: 1, ArrowRight: 1, Home: 0, End: 2 }[key]);
    assert(await list.isVisible());
  });
}

walk('a letter returns to the text and is typed', 'desktop', async page => {
  const { box, list } = await host(page, 'en');
  await box.fill('princip');
  await list.waitFor();
  await page.keyboard.press('ArrowDown');
  await at(page, 0);
  await page.keyboard.press('a');
  await nowhere(page);
  assert.equal(await box.inputValue(), 'principa');
});

walk('Tab leaves without choosing; the list is no stop, though it scrolls', 'phone', async page => {
  const { box, list } = await host(page);
  await box.fill('校长');
  await list.waitFor();
  assert(await list.evaluate(list => list.scrollHeight > list.clientHeight));
  await page.keyboard.press('ArrowDown');
  await at(page, 0);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.localName), 'button');
  await list.waitFor({ state: 'hidden' });
  assert.equal(await box.inputValue(), '校长');
  stays(page);
});

walk('Enter without an option submits what is typed', 'desktop', async page => {
  const { box, list } = await host(page);
  await box.fill('校长');
  await list.waitFor();
  await page.keyboard.press('Enter');
  await gone(page, '/zh/?q=校长&stage=running&year_from=&page=3');
});

walk('Enter on an area filters by it in place of the text and keeps the other filters', 'desktop', async page => {
  const { box } = await host(page);
  await page.route('**/api/v1/suggest*', route => route.fulfill({ json: { suggestions: [{ text: '学区制', lang: 'zh', kind: 'area', label: { zh: '学区制', en: 'school zones' }, parameter: 'area', value: 'school-zones', count: 8 }] } }));
  await box.fill('学区');
  await page.getByRole('listbox').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await gone(page, '/zh/?stage=running&area=school-zones');
});

walk('a click on a place filters by it', 'desktop', async page => {
  const { box, options } = await host(page);
  await box.fill('潍坊');
  await options.filter({ hasText: '地区' }).first().click();
  await gone(page, '/zh/?stage=running&region=370700');
});

walk('a tap on a body asks for it', 'phone', async page => {
  const { box, options } = await host(page);
  await box.fill('潍坊市教育局');
  await options.filter({ hasText: '单位' }).first().tap();
  await gone(page, '/zh/?stage=running&q=org:"潍坊市教育局"');
});

for (const lang of ['zh', 'en']) {
  walk(`a title goes to its case in ${lang}`, 'desktop', async page => {
    const { box, options } = await host(page, lang);
    await box.fill(lang === 'zh' ? '潍坊中小学' : "Weifang's principal");
    await options.filter({ hasText: lang === 'zh' ? '案例' : 'Case' }).first().click();
    await gone(page, `/${lang}/cases/shandong-weifang-principal-ranks`);
  });
}

walk('the shortlist goes along to a case', 'desktop', async page => {
  const { box, options } = await host(page);
  await page.locator('form').evaluate(form => {
    for (const id of ['a', 'b']) form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'list', value: id }));
  });
  await box.fill('潍坊中小学');
  await options.filter({ hasText: '案例' }).first().click();
  await gone(page, '/zh/cases/shandong-weifang-principal-ranks?list=a&list=b');
});

walk('a press does not take the focus, and sliding off chooses nothing', 'desktop', async page => {
  const { box, list, options } = await host(page);
  await box.fill('校长');
  await list.waitFor();
  await options.nth(1).hover();
  await page.mouse.down();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'q');
  assert(await list.isVisible());
  await page.mouse.move(700, 800);
  await page.mouse.up();
  stays(page);
  await page.locator('h1').click();
  await list.waitFor({ state: 'hidden' });
});

walk('an input method owns its keys, and nothing is asked until it commits', 'desktop', async page => {
  const { box, list } = await host(page);
  const texts = asked(page);
  const method = await ime(page);
  await method.type('xiaozhang');
  for (const [key, code] of [['ArrowDown', 'ArrowDown'], ['Escape', 'Escape'], ['Enter', 'Enter']]) await method.key(key, code);
  await page.keyboard.press('Enter'); // and one that is not marked as the method's, still composing
  assert.equal(await box.inputValue(), 'xiaozhang');
  stays(page);
  await method.commit('校长');
  await list.waitFor();
  assert.deepEqual(texts, ['校长']);
  await page.keyboard.press('Enter');
  await gone(page, '/zh/?q=校长&stage=running&year_from=&page=3');
});

walk('Safari: the Enter that ended a composition comes after it and does not submit', 'desktop', async page => {
  const { list } = await host(page);
  const method = await ime(page);
  await method.type('xz');
  await method.commit('校长');
  await method.key('Enter', 'Enter');
  await list.waitFor();
  stays(page);
  await page.keyboard.press('ArrowDown');
  await at(page, 0);
  await method.key('Enter', 'Enter');
  assert(await list.isVisible(), 'nothing is chosen');
  stays(page);
});

walk('an Enter right after a composition is part of it, a later one is not', 'desktop', async page => {
  const { box, list } = await host(page);
  await box.fill('校长');
  await list.waitFor();
  await page.keyboard.press('ArrowDown');
  const enter = since => box.evaluate((input, since) => {
    input.dispatchEvent(new CompositionEvent('compositionend', { data: '' }));
    const event = new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', keyCode: 13, cancelable: true });
    Object.defineProperty(event, 'timeStamp', { value: performance.now() + since });
    return input.dispatchEvent(event); // false: kept from submitting
  }, since);
  assert.equal(await enter(40), false);
  stays(page);
  assert.equal(await enter(60), true);
});

walk('a composition closes what was offered before it; cancelled, the text is asked for again', 'desktop', async page => {
  const { box, list } = await host(page);
  await box.fill('校长');
  await list.waitFor();
  const method = await ime(page);
  await page.keyboard.press('End');
  await method.type('z');
  await list.waitFor({ state: 'hidden' });
  await method.compose('');
  await list.waitFor();
  assert.equal(await box.inputValue(), '校长');
});

walk('on a screen keyboard, which composes every word, English words are asked for while they are composed', 'phone', async page => {
  const { list } = await host(page, 'en');
  const method = await ime(page);
  await method.key('Unidentified', '');
  await method.compose('princip');
  await list.waitFor();
});

walk('one request for one pause', 'desktop', async page => {
  const { box, list } = await host(page);
  const texts = asked(page);
  await box.evaluate(input => {
    for (const text of ['校', '校长', '校长职', '校长职级']) {
      input.value = text;
      input.dispatchEvent(new InputEvent('input'));
    }
  });
  await list.waitFor();
  assert.deepEqual(texts, ['校长职级']);
});

walk('an answer that comes too late is dropped', 'desktop', async page => {
  const { box, options } = await host(page);
  let release;
  await page.route('**/api/v1/suggest*', async route => {
    if (new URL(route.request().url()).searchParams.get('q') !== '旧') return route.fulfill(answer('新的答案'));
    release = () => route.fulfill(answer('旧的答案'));
  });
  const [old] = await Promise.all([page.waitForRequest(/suggest/), box.fill('旧')]);
  await Promise.all([page.waitForEvent('requestfailed', request => request === old), box.fill('新')]);
  await options.filter({ hasText: '新的答案' }).waitFor();
  await release().catch(() => {}); // the request has been given up
  assert.deepEqual(await options.locator('.suggestions-text').allInnerTexts(), ['新的答案']);
}, { expected: /ERR_ABORTED/ });

walk('keys do not move in answers to an earlier text', 'desktop', async page => {
  const { box, list } = await host(page);
  await page.route('**/api/v1/suggest*', route => route.fulfill(answer(`${new URL(route.request().url()).searchParams.get('q')}的答案`)));
  await box.fill('旧');
  await list.waitFor();
  await box.evaluate(input => {
    input.value = '新';
    input.dispatchEvent(new InputEvent('input'));
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', code: 'ArrowDown', keyCode: 40 }));
  });
  await at(page, 0);
  assert.equal(await page.locator('[aria-selected=true] .suggestions-text').innerText(), '新的答案');
});

walk('Escape while an answer is under way: it does not open', 'desktop', async page => {
  const { box, list, status } = await host(page);
  await page.route('**/api/v1/suggest*', () => {});
  await Promise.all([page.waitForRequest(/suggest/), box.fill('校长')]);
  await Promise.all([page.waitForEvent('requestfailed'), page.keyboard.press('Escape')]);
  assert.equal(await list.count(), 0);
  assert.equal(await status.innerText(), '');
}, { expected: /ERR_ABORTED/ });

for (const [what, fail] of [
  ['a dead server', route => route.abort('connectionrefused')],
  ['a server that is not well', route => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"status":503}' })],
  ['an answer that is none', route => route.fulfill({ contentType: 'text/html', body: '<p>gateway' })],
]) {
  walk(`${what}: silence, and the form works`, 'desktop', async page => {
    const { box, list, status } = await host(page);
    await box.fill('校长');
    await list.waitFor();
    await page.route('**/api/v1/suggest*', fail);
    await box.fill('校长职');
    await list.waitFor({ state: 'hidden' });
    assert.equal(await status.textContent(), '');
    await page.keyboard.press('Enter');
    await gone(page, '/zh/?q=校长职&stage=running&year_from=&page=3');
  }, { expected: /ERR_CONNECTION_REFUSED|503/ });
}

test('the server dies between two words: silence', async () => {
  const site = await startSite();
  await withPage('desktop', async page => {
    await page.route('**/api/v1/suggest*', async route => {
      const { search } = new URL(route.request().url());
      const response = await fetch(`${site.origin}/api/v1/suggest${search}`).catch(() => null);
      return response ? route.fulfill({ contentType: 'application/json', body: await response.text() }) : route.abort('connectionrefused');
    });
    const { box, list } = await host(page);
    await box.fill('校长');
    await list.waitFor();
    await site.stop();
    await box.fill('校长职');
    await list.waitFor({ state: 'hidden' });
  }, { expected: /ERR_CONNECTION_REFUSED/ });
});

walk('what no suggestion is found for is said, and a text too long is not asked', 'desktop', async page => {
  const { box, list, status } = await host(page);
  await box.fill('zzqx');
  await status.getByText('没有建议').waitFor();
  assert.equal(await list.count(), 0);
  const texts = asked(page);
  await box.fill('校'.repeat(101));
  await page.keyboard.press('Alt+ArrowDown');
  await box.fill('校长');
  await list.waitFor();
  assert.deepEqual(texts, ['校长']);
});

walk('markup in a name is shown as text', 'desktop', async page => {
  const { box, options } = await host(page);
  await page.route('**/api/v1/suggest*', route => route.fulfill(answer('<img src=x onerror=alert(1)>')));
  await box.fill('校长');
  assert.match(await options.first().innerText(), /<img src=x onerror=alert\(1\)>/);
  assert.equal(await page.locator('img').count(), 0);
});

for (const context of ['phone', 'desktop', 'phone-dark', 'desktop-dark', 'forced']) {
  walk('axe on the open list, with an option chosen; options are large enough', context, async page => {
    const { box, list, options } = await host(page);
    await box.fill('校长');
    await list.waitFor();
    await assertAccessible(page, 'open list');
    await page.keyboard.press('ArrowDown');
    await at(page, 0);
    await options.nth(1).hover();
    await assertAccessible(page, 'option chosen, another under the pointer');
    for (const option of await options.all()) {
      await option.scrollIntoViewIfNeeded();
      const { height, width } = await option.boundingBox();
      assert(height >= 24 && width >= 24, `${width}×${height}`);
    }
    const { width } = page.viewportSize();
    await assertNoOverflow(page, width);
  });
}

test('the module is at most 3 kB', () => {
  const size = gzipSync(asset('combobox.js'), { level: 9 }).length;
  assert(size <= 3072, `${size} bytes`);
});
test('the real site is asked', () => assert.match(origin, /^http:\/\/127\.0\.0\.1:\d+$/));

// The pages of the site, in one list that every check goes through.
//
// `path` is the address in one language. A page may have `states`: what a reader can do to it that changes what is seen; each is checked by
// axe and kept as a screenshot. `scored` pages are measured by Lighthouse, `weighed` ones must stay small.

const CASE = 'shandong-weifang-principal-ranks';
const OTHERS = ['shandong-weifang-principal-ranks', 'beijing-haidian-restructuring-school-zones'];
const ids = OTHERS.map(id => `id=${id}`).join('&');

/** Opens every filter; on a phone they are in a sheet. */
async function filters(page) {
  const sheet = page.locator('#sheet > summary');
  if (await sheet.isVisible()) await sheet.click();
  for (const group of await page.locator('#facets details.group').all()) {
    if (!(await group.evaluate(group => group.open))) await group.locator('> summary').click();
  }
}

/** Types into the search box and waits for suggestions. */
async function suggestions(page, lang) {
  await page.locator('#q').fill('');
  await page.locator('#q').pressSequentially(lang === 'zh' ? '校长' : 'princip');
  await page.getByRole('listbox').waitFor();
  await page.locator('#q').press('ArrowDown');
}

/** Sends the example of the page of plans. */
async function found(page) {
  await page.locator('.example summary').click();
  await page.locator('.example button').click();
  await page.locator('.precedents').waitFor();
}

/** Opens what is folded, but for the thousand cells of narrower areas, which are like those above them and take axe a minute. */
async function unfolded(page) {
  await page.locator('main details:not(#gaps *)').evaluateAll(all => all.forEach(details => (details.open = true)));
}

const all = [
  { name: 'search', path: lang => `/${lang}/`, scored: true, weighed: true, states: { suggestions } },
  { name: 'results', path: lang => `/${lang}/?q=${lang === 'zh' ? '校长职级制' : 'principal+ranks'}`, scored: true, weighed: true, states: { filters } },
  { name: 'filtered', path: lang => `/${lang}/?region=370000&area=principal-ranks` },
  { name: 'nothing', path: lang => `/${lang}/?q=${lang === 'zh' ? '校长职级制+量子' : 'zzqx'}` },
  { name: 'case', path: lang => `/${lang}/cases/${CASE}`, scored: true },
  { name: 'compare', path: lang => `/${lang}/compare?${ids}` },
  { name: 'choose', path: lang => `/${lang}/compare?id=${CASE}` },
  { name: 'differences', path: lang => `/${lang}/compare?${ids}&only=differences` },
  { name: 'briefing', path: lang => `/${lang}/briefing?${ids}` },
  { name: 'plan', path: lang => `/${lang}/plan`, states: { found } },
  { name: 'trends', path: lang => `/${lang}/trends` },
  { name: 'trends-asked', path: lang => `/${lang}/trends?q=${lang === 'zh' ? '教师轮岗' : 'teacher+rotation'}`, states: { unfolded } },
  { name: 'concordance', path: lang => `/${lang}/concordance?q=${lang === 'zh' ? '校长' : 'principal'}` },
  { name: 'concordance-empty', path: lang => `/${lang}/concordance` },
  { name: 'shortlist', path: lang => `/${lang}/shortlist?${ids}` },
  { name: 'empty', path: lang => `/${lang}/shortlist` },
  { name: 'help', path: lang => `/${lang}/help` },
  { name: 'missing', path: lang => `/${lang}/cases/no-such-case`, status: 404 },
];

const wanted = process.env.ANLI_PAGES?.split(',');
for (const name of wanted ?? []) if (!all.some(page => page.name === name)) throw new Error(`ANLI_PAGES: no page is called ${name}`);

/** Every page in every language; ANLI_PAGES=search,case leaves out the rest. */
export const pages = all
  .filter(page => !wanted || wanted.includes(page.name))
  .flatMap(page => ['zh', 'en'].map(lang => ({ status: 200, states: {}, ...page, lang, path: page.path(lang), title: `${page.name} ${lang}` })));

/** Every page and every state of it; `arrange` brings an open page into the state. */
export const views = pages.flatMap(page => [
  { ...page, arrange: async () => {} },
  ...Object.entries(page.states).map(([state, arrange]) => ({ ...page, title: `${page.name}-${state} ${page.lang}`, arrange: opened => arrange(opened, page.lang) })),
]);

// What every test of the pages needs: the site, a browser, contexts of different readers, and input methods.
//
//   import { walk } from './support.js';
//   walk('a reader finds a case', 'phone', async page => { await page.goto('/zh/'); … });
//
// A walk fails by itself when a script fails, a policy is broken or a foreign host is asked.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, test } from 'node:test';

import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

import { startSite } from './site.js';

export const chromiumPath = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

const phone = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const desktop = { viewport: { width: 1440, height: 900 } };
const dark = { colorScheme: 'dark', reducedMotion: 'reduce' };

/** Readers and what they read with. */
export const contexts = {
  phone,
  desktop,
  'phone-dark': { ...phone, ...dark },
  'desktop-dark': { ...desktop, ...dark },
  narrow: { ...phone, viewport: { width: 320, height: 640 } },
  wide: { viewport: { width: 2560, height: 1440 } },
  forced: { ...desktop, forcedColors: 'active', contrast: 'more' },
  plain: { ...desktop, javaScriptEnabled: false },
  'phone-plain': { ...phone, javaScriptEnabled: false },
};

/** The address of the site: the one that is running already, or one started for this file. */
export const origin = process.env.ANLI_ORIGIN ?? (await own());

async function own() {
  const site = await startSite();
  after(site.stop);
  return site.origin;
}

let launched;
/** The browser of this file. */
export function browser() {
  launched ??= chromium.launch({ executablePath: chromiumPath });
  return launched;
}
after(async () => (await launched)?.close());

/**
 * Runs `use` with a page of that context. `faults` lists what went wrong by itself: failed scripts, messages of the console, foreign hosts;
 * those that match `expected` are no faults.
 */
export async function withPage(context, use, { expected = /^$/ } = {}) {
  const options = typeof context === 'string' ? contexts[context] : context;
  assert(options, `no context is called ${context}`);
  const opened = await (await browser()).newContext({ baseURL: origin, ...options });
  opened.setDefaultTimeout(15_000);
  const faults = [];
  // The browser tells of a transition between two pages that it gave up, which is no doing of the page.
  const fault = text => expected.test(text) || /Transition was (aborted|skipped)/.test(text) || faults.push(text);
  opened.on('request', request => {
    if (/^(https?|wss?):/.test(request.url()) && new URL(request.url()).origin !== origin) fault(`foreign host: ${request.url()}`);
  });
  const page = await opened.newPage();
  page.on('pageerror', error => fault(`script: ${error.message}`));
  page.on('console', message => ['error', 'warning'].includes(message.type()) && fault(`console: ${message.text()}`));
  try {
    await use(page);
    assert.deepEqual(faults, [], 'faults of the page');
  } finally {
    await opened.close();
  }
}

/** A test of one reader at one task. */
export function walk(name, context, use, options) {
  test(`${name} (${typeof context === 'string' ? context : 'own context'})`, () => withPage(context, use, options));
}

/** What the API of the site says. */
export async function api(path) {
  const response = await fetch(`${origin}/api/v1/${path}`);
  assert.equal(response.status, 200, path);
  return response.json();
}

/** Goes with Tab to `target`, as one does who has no mouse; fails if it is never reached, or reached unseen. */
export async function tabTo(page, target, { back = false } = {}) {
  const there = () => target.evaluate(node => node === document.activeElement);
  for (let stops = 0; !(await there()); stops += 1) {
    assert(stops < 300, `Tab never reaches ${target}`);
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
  }
  const { width, style } = await target.evaluate(node => ({ width: parseFloat(getComputedStyle(node).outlineWidth), style: getComputedStyle(node).outlineStyle }));
  assert(width > 0 && style !== 'none', `the focus on ${target} is seen`);
}

/** A stand-in for an input method that composes in the focused field. */
export async function ime(page) {
  const cdp = await page.context().newCDPSession(page);
  const key = (type, key, code, windowsVirtualKeyCode) => cdp.send('Input.dispatchKeyEvent', { type, key, code, windowsVirtualKeyCode });
  return {
    /** A key that the input method takes. */
    async key(name, code) {
      await key('rawKeyDown', name, code, 229);
      await key('keyUp', name, code, name === 'Enter' ? 13 : 0);
    },
    /** The composition becomes `text`; '' cancels it. */
    compose: text => cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length }),
    /** The composition ends as `text`. */
    commit: text => cdp.send('Input.insertText', { text }),
    /** Types `keys` and stops before the commit, as one does who looks at the candidates. */
    async type(keys) {
      for (let end = 1; end <= keys.length; end += 1) {
        await this.key('Process', `Key${keys[end - 1].toUpperCase()}`);
        await this.compose(keys.slice(0, end));
      }
    },
  };
}

/** Fails with what axe finds on the page as it is now, by all rules or those named. Not for contexts without JavaScript, where axe would wait for ever: use `scriptless`. */
export async function assertAccessible(page, what = page.url(), rules = []) {
  const axe = new AxeBuilder({ page });
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await (rules.length ? axe.withRules(rules) : axe.withTags(tags)).analyze();
  const found = violations.flatMap(({ id, help, nodes }) => nodes.map(node => `${id}: ${help}: ${node.target} ${node.html.slice(0, 200)} ${node.any.map(one => one.message).join(' ')}`));
  assert.deepEqual(found, [], `axe on ${what}`);
}

/** Drops the scripts of the site, so that axe can look at what a reader without them sees. */
export const scriptless = page => page.route('**/*', route => (route.request().resourceType() === 'script' ? route.abort() : route.fallback()));

/** Fails if something is wider than the window. `width` is a literal: on a phone an overflow widens the window too. */
export async function assertNoOverflow(page, width, what = page.url()) {
  const widest = await page.evaluate(limit => {
    // Parents grow with what they hold: the innermost are told.
    const wide = [...document.body.querySelectorAll('*')].filter(node => node.getBoundingClientRect().right > limit + 0.5);
    return { width: document.documentElement.scrollWidth, by: wide.filter(node => !wide.some(other => other !== node && node.contains(other))).slice(0, 5).map(node => node.outerHTML.slice(0, 160)) };
  }, width);
  assert(widest.width <= width, `${what} is ${widest.width} wide in a window of ${width}: ${widest.by.join(' | ')}`);
}

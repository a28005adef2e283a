// From a plan to its precedents: pasted or uploaded, read once, kept nowhere.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertAccessible, assertNoOverflow, origin, tabTo, walk } from './support.js';

const texts = {
  zh: { draft: '我县拟推行教师县管校聘，城区骨干教师到乡村小规模学校轮岗任教两年，发放交流补贴。', area: '教师交流轮岗', button: '找先例', compare: '对比所选', shortlist: '所选加入清单', reasons: '相似', short: '文字太短', large: '超过 2 MB', docx: '读不出来', format: '读不了这种文件', region: '没有找到这个地方', read: '已读文件“草案.docx”', privacy: '不保存', other: 'Answer in English', otherFound: 'Cases close to this plan' },
  en: { draft: 'Our county plans teacher rotation: experienced teachers from town schools teach in small rural schools for two years and are paid an allowance.', area: 'teacher rotation', button: 'Find precedents', compare: 'Compare chosen', shortlist: 'Add chosen to shortlist', reasons: 'Similar', short: 'too short', large: 'larger than 2 MB', docx: 'cannot be read', format: 'Files of this sort', region: 'No such place', read: 'The file “草案.docx” was read', privacy: 'not stored', other: '用中文回答', otherFound: '与这份方案相近的案例' },
};

const precedents = page => page.locator('.precedents > li');
const boxes = page => page.locator('.precedents input[type=checkbox]');
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** CRC-32 as zip files have it. */
function crc(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

/** A .docx of one paragraph: a zip that stores its one part as it is. */
function docx(text) {
  const name = Buffer.from('word/document.xml');
  const xml = Buffer.from(`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`);
  const about = Buffer.alloc(26); // what the two headers of a part share
  about.writeUInt16LE(20, 0);
  about.writeUInt32LE(crc(xml), 10);
  about.writeUInt32LE(xml.length, 14);
  about.writeUInt32LE(xml.length, 18);
  about.writeUInt16LE(name.length, 22);
  const part = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), about, name, xml]);
  const listed = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), about, Buffer.alloc(14), name]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(part.length, 12);
  return Buffer.concat([part, listed, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

const upload = (page, name, mimeType, buffer) => page.locator('#file').setInputFiles({ name, mimeType, buffer });
/** The button of the form, beside the one that answers in the other language. */
const send = (page, say) => page.locator('#plan').getByRole('button', { name: say.button }).click();

/** What a field says is wrong with it. */
async function wrong(page, field) {
  const alert = page.getByRole('alert');
  await alert.waitFor();
  const faulty = page.locator(field);
  assert.equal(await faulty.getAttribute('aria-invalid'), 'true');
  assert((await faulty.getAttribute('aria-describedby')).split(' ').includes(await alert.getAttribute('id')));
  return alert.innerText();
}

for (const [lang, say] of Object.entries(texts)) {
  for (const [context, width] of [['desktop', 1440], ['phone', 360], ['plain', 1440], ['phone-plain', 360]]) {
    walk(`${lang}: a pasted draft has precedents, with reasons`, context, async page => {
      await page.goto(`/${lang}/plan`);
      assert((await page.locator('#privacy').innerText()).includes(say.privacy));
      await page.locator('#text').fill(say.draft);
      const [response] = await Promise.all([page.waitForResponse(answer => answer.request().method() === 'POST'), send(page, say)]);
      assert.equal(response.status(), 200);
      assert.equal(response.headers()['cache-control'], 'no-store');
      await precedents(page).first().waitFor();
      assert.equal(new URL(page.url()).search, '', 'the draft is in no address');
      assert.equal(await page.locator('#text').inputValue(), say.draft);
      assert(await precedents(page).count() >= 3);
      for (const reasons of await page.locator('.compared > div:first-child').allInnerTexts()) assert.match(reasons, new RegExp(`^${say.reasons}\\s+\\S`));
      await page.locator('.understood').getByRole('link', { name: say.area, exact: true }).waitFor();
      await assertNoOverflow(page, width);
    });
  }

  walk(`${lang}: chosen precedents are compared beside the draft`, 'desktop', async page => {
    await page.goto(`/${lang}/plan?list=kept`);
    await page.locator('#text').fill(say.draft);
    await send(page, say);
    const ids = [];
    for (const index of [0, 2]) {
      await boxes(page).nth(index).check();
      ids.push(await boxes(page).nth(index).getAttribute('value'));
    }
    const [beside] = await Promise.all([page.context().waitForEvent('page'), page.getByRole('button', { name: say.compare }).click()]);
    await beside.waitForURL(/\/compare\?/);
    const compared = new URL(beside.url()).searchParams;
    assert.deepEqual([compared.getAll('id'), compared.getAll('list')], [ids, ['kept']]);
    await beside.close();
    const [kept] = await Promise.all([page.context().waitForEvent('page'), page.getByRole('button', { name: say.shortlist }).click()]);
    await kept.waitForURL(/\/shortlist\?/);
    assert.deepEqual(new URL(kept.url()).searchParams.getAll('list'), ['kept', ...ids]);
    assert.equal(await page.locator('#text').inputValue(), say.draft);
  });

  walk(`${lang}: with keys alone, a draft is sent and a case chosen`, 'desktop', async page => {
    await page.goto(`/${lang}/plan`);
    await tabTo(page, page.locator('#text'));
    await page.keyboard.insertText(say.draft);
    await tabTo(page, page.locator('#plan').getByRole('button', { name: say.button }));
    await page.keyboard.press('Enter');
    await precedents(page).first().waitFor();
    await tabTo(page, boxes(page).first());
    await page.keyboard.press('Space');
    assert(await boxes(page).first().isChecked());
    await tabTo(page, page.getByRole('button', { name: say.shortlist }));
    const [kept] = await Promise.all([page.context().waitForEvent('page'), page.keyboard.press('Enter')]);
    await kept.waitForURL(/\/shortlist\?/);
  });

  for (const context of ['phone', 'plain']) {
    walk(`${lang}: an uploaded .docx has precedents`, context, async page => {
      await page.goto(`/${lang}/plan`);
      await upload(page, '草案.docx', DOCX, docx(say.draft));
      await send(page, say);
      await page.getByText(say.read).waitFor();
      assert(await precedents(page).count() >= 3);
    });
  }

  walk(`${lang}: the same draft is answered in the other language`, 'phone', async page => {
    await page.goto(`/${lang}/plan`);
    await page.locator('#text').fill(say.draft);
    await send(page, say);
    await page.getByRole('button', { name: say.other }).click();
    await page.getByRole('heading', { level: 1, name: say.otherFound }).waitFor();
    assert.equal(await page.locator('#text').inputValue(), say.draft);
  });

  walk(`${lang}: a draft that cannot be read says so at its field`, 'phone-plain', async page => {
    await page.goto(`/${lang}/plan`);
    for (const [content, name, message] of [['PK\x03\x04 no zip', '坏.docx', say.docx], ['%PDF-1.7', 'a.pdf', say.format], [Buffer.alloc(3 * 1024 * 1024, 'a'), 'a.txt', say.large]]) {
      await upload(page, name, 'application/octet-stream', Buffer.from(content));
      const [response] = await Promise.all([page.waitForResponse(answer => answer.request().method() === 'POST'), send(page, say)]);
      assert.equal(response.status(), message === say.large ? 413 : 400);
      assert((await wrong(page, '#file')).includes(message), name);
    }
  }, { expected: /status of 4/ });

  walk(`${lang}: a draft that is too short, and a place that is none`, 'phone', async page => {
    await page.goto(`/${lang}/plan`);
    for (const draft of ['', '短']) {
      await page.locator('#text').fill(draft);
      await send(page, say);
      assert((await wrong(page, '#text')).includes(say.short));
      assert.equal(await page.evaluate(() => document.activeElement.id), 'text');
    }
    await assertAccessible(page);
    await page.locator('#text').fill(say.draft);
    await page.locator('#region').fill('zzqx');
    await send(page, say);
    assert((await wrong(page, '#region')).includes(say.region));
    assert.equal(await page.locator('#text').inputValue(), say.draft);
    await page.locator('#region').fill('shandong');
    await send(page, say);
    await precedents(page).first().waitFor();
  }, { expected: /status of 400/ });

  walk(`${lang}: a file that is too large is told before it is sent`, 'desktop', async page => {
    await page.goto(`/${lang}/plan`);
    const message = () => page.locator('#file').evaluate(file => file.validationMessage);
    await upload(page, 'a.docx', DOCX, Buffer.alloc(3 * 1024 * 1024));
    assert((await message()).includes(say.large));
    await upload(page, 'a.docx', DOCX, docx(say.draft));
    assert.equal(await message(), '');
  });
}

test('nothing chosen is said, with a way back', async () => {
  for (const asked of ['to=compare&id=a', 'to=shortlist']) {
    const response = await fetch(`${origin}/zh/plan?${asked}`);
    assert.equal(response.status, 400);
    assert.match(await response.text(), /role="alert">[^<]*前一个标签页/);
  }
});

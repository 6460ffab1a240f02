/** Reports in a real browser: opened from a file with the network off, looked at, clicked, and attacked. */
import test from 'ava';
import type { Page } from 'playwright-core';
import { initHistograms } from '../../../src/metrics/histogram.ts';
import { renderCapacityHtml } from '../../../src/report/html/capacity-page.ts';
import { renderConformanceHtml } from '../../../src/report/html/conformance-page.ts';
import { renderMatrixHtml } from '../../../src/report/html/matrix-page.ts';
import { renderRunHtml } from '../../../src/report/html/run-page.ts';
import { buildResults } from '../../../src/results/build.ts';
import type { ConformanceReport } from '../../../src/results/conformance.ts';
import type { Results } from '../../../src/results/model.ts';
import {
  CAPABILITIES,
  PACKETS,
  brokenCase,
  sampleCase,
  sampleConformance,
  sampleVersion,
} from '../../results/conformance-samples.ts';
import {
  accessCheck,
  badHealth,
  failedCheck,
  sampleFaults,
  sampleInput,
  sampleResults,
  sampleRun,
  unreachableRun,
} from '../../results/samples.ts';
import { sampleCapacity } from '../../capacity/samples.ts';
import { sampleMatrix } from '../../results/matrix-samples.ts';
import { TestBrowser, chromiumPath } from '../../support/chromium.ts';
import { hostileDeep } from './hostile.ts';
import { longRun } from './long-run.ts';

const browserTest = chromiumPath() === undefined ? test.skip : test.serial;

const PHONE = { width: 360, height: 740 };
const ROWS = 10_000;

let browser: TestBrowser | undefined;

test.before(async () => {
  await initHistograms();
  if (chromiumPath() !== undefined) browser = await TestBrowser.launch();
});

test.after.always(async () => {
  await browser?.close();
});

function opened(...args: Parameters<TestBrowser['open']>): ReturnType<TestBrowser['open']> {
  if (browser === undefined) throw new Error('there is no browser');
  return browser.open(...args);
}

/** Resolves once the line above the list of cases says so. */
async function counted(page: Page, text: string): Promise<void> {
  await page.locator(`[data-count]:text-is("${text}")`).waitFor();
}

function suite(): ConformanceReport {
  const cases = [
    brokenCase,
    sampleCase('5:3.1.2-24', 'pass'),
    sampleCase('5:3.10.4-1', 'warn', { level: 'SHOULD', title: 'a needle in the hay', packets: PACKETS }),
    sampleCase('U-shared', 'skipped', { section: '' }),
  ];
  const old = sampleCase('311:3.2.2-1', 'inconclusive', { version: '3.1.1' });
  return sampleConformance({
    versions: [
      sampleVersion(cases, { capabilities: CAPABILITIES }),
      sampleVersion([old], { version: '3.1.1', problems: ['it died'] }),
    ],
  });
}

function pages(): Readonly<Record<string, string>> {
  return {
    pass: renderRunHtml(sampleResults()),
    fail: renderRunHtml(sampleResults({ check: failedCheck, faults: sampleFaults })),
    inconclusive: renderRunHtml(sampleResults({ health: badHealth })),
    'a long run': renderRunHtml(longRun(1_900)),
    access: renderRunHtml(sampleResults({ check: accessCheck })),
    'two runs': renderRunHtml(
      buildResults(sampleInput([sampleRun({}, { protocol: '3.1.1' }), sampleRun({ check: failedCheck })])),
    ),
    unreachable: renderRunHtml(buildResults(sampleInput([unreachableRun()]))),
    conformance: renderConformanceHtml(suite()),
    matrix: renderMatrixHtml(sampleMatrix()),
    capacity: renderCapacityHtml(sampleCapacity()),
  };
}

const NO_SIDEWAYS = 'document.documentElement.scrollWidth <= innerWidth';
/** What must be where it was put, whatever texts say. */
const SKELETON = `({
  body: [...document.body.children].map((one) => one.tagName).join(' '),
  scripts: document.scripts.length,
  foreign: document.querySelectorAll('img,iframe,form,base,object,embed,link,video,[onerror],[onload],[onmouseover]').length,
  outward: [...document.querySelectorAll('[href],[src]')].filter((one) => !/^#[\\w-]+$/.test(one.getAttribute('href') ?? one.getAttribute('src'))).length,
  refresh: document.querySelectorAll('meta[http-equiv]').length,
  hacked: String(globalThis.hacked),
})`;
const INTACT = {
  body: 'A HEADER NAV MAIN FOOTER SCRIPT',
  ...{ scripts: 1, foreign: 0, outward: 0, refresh: 1, hacked: 'undefined' },
};

browserTest(
  'every kind of page opens from a file on a phone without a complaint, and is whole',
  async (t) => {
    for (const [name, html] of Object.entries(pages())) {
      const { page, complaints } = await opened(html, { colorScheme: 'light', viewport: PHONE });
      t.deepEqual(await page.evaluate(SKELETON), INTACT, name);
      t.deepEqual(await page.evaluate(UNNAMED), [], `${name} has parts without a name`);
      t.deepEqual(await page.evaluate(HEADING_LEAPS), [], `${name} has headings out of order`);
      t.deepEqual(await page.evaluate(LOW_CONTRAST), [], `${name} is hard to read`);
      await page.emulateMedia({ colorScheme: 'dark' });
      t.deepEqual(await page.evaluate(LOW_CONTRAST), [], `${name} is hard to read in the dark`);
      t.true(await page.evaluate(NO_SIDEWAYS), `${name} scrolls sideways`);
      t.deepEqual(complaints, [], name);
      await page.context().close();
    }
  },
);

browserTest('light and dark are pictures of something, and differ', async (t) => {
  const { page } = await opened(renderRunHtml(sampleResults({ check: failedCheck })));
  const { page: canvas } = await opened('<!doctype html><title>canvas</title>');
  const pictures: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    pictures.push((await page.screenshot()).toString('base64'));
  }
  for (const picture of pictures) t.true(Number(await canvas.evaluate(COLORS_OF(picture))) > 20);
  t.not(pictures[0], pictures[1]);
  await Promise.all([page, canvas].map((one) => one.context().close()));
});

/** How many colours a picture has. */
const COLORS_OF = (base64: string): string => `(async () => {
  const image = new Image();
  image.src = 'data:image/png;base64,${base64}';
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  return new Set(new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)).size;
})()`;

/** Texts whose contrast with the nearest plain ground is below 4.5 to 1. */
const LOW_CONTRAST = `(() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((one) => one / 255).map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
    .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (one) => {
    for (let at = one; at !== null; at = at.parentElement) {
      const color = rgb(getComputedStyle(at).backgroundColor);
      if (color[3] === undefined || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const poor = new Set();
  for (const one of document.querySelectorAll('body *:not(title,desc,script)')) {
    if (![...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '')) continue;
    const style = getComputedStyle(one);
    const color = rgb(one instanceof SVGElement ? style.fill : style.color);
    const [a, b] = [light(color), light(ground(one))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.add(one.tagName + '.' + one.getAttribute('class') + ' ' + ratio.toFixed(2));
  }
  return [...poor];
})()`;

/** One level for the page, and no level left out. */
const HEADING_LEAPS = `(() => {
  const levels = [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((one) => Number(one.nodeName[1]));
  const leaps = levels.filter((level, at) => level - (levels[at - 1] ?? 0) > 1 || (level === 1) !== (at === 0));
  return leaps.map((level) => 'h' + level);
})()`;

const UNNAMED = `[
  ...[...document.querySelectorAll('table')].filter((one) => !one.caption || one.querySelectorAll('thead th[scope=col]').length === 0),
  ...[...document.querySelectorAll('svg[role=img]')].filter((one) => !one.querySelector('title')?.textContent || !one.querySelector('desc')?.textContent),
  ...[...document.querySelectorAll('figure')].filter((one) => !one.querySelector('details table')),
  ...[...document.querySelectorAll('[aria-labelledby]')].filter((one) => one.getAttribute('aria-labelledby').split(' ').some((id) => document.getElementById(id) === null)),
  ...[...document.querySelectorAll('select,input')].filter((one) => one.closest('label') === null),
].map((one) => one.outerHTML.slice(0, 80))`;

browserTest(
  'the list of cases is filtered by verdict, level, version and text, and shows all again',
  async (t) => {
    const { page, complaints } = await opened(renderConformanceHtml(suite()));
    const shown = (): Promise<number> => page.locator('.case:not([hidden])').count();
    t.is(await shown(), 5);
    await page.selectOption('[data-filter=verdict]', '!');
    await counted(page, '3 of 5 cases');
    t.is(await shown(), 3);
    await page.selectOption('[data-filter=version]', '5.0');
    await counted(page, '2 of 5 cases');
    await page.fill('[data-filter=text]', 'NEEDLE  puback');
    await counted(page, '1 of 5 cases');
    t.is(await page.locator('.group:not([hidden])').count(), 1);
    await page.selectOption('[data-filter=level]', 'MUST');
    await counted(page, '0 of 5 cases');
    await page.click('[data-reset]');
    t.is(await shown(), 5);
    t.deepEqual(complaints, []);
  },
);

browserTest('a link to a case unfolds it, even where a filter hides it', async (t) => {
  const { page } = await opened(renderConformanceHtml(suite()));
  await page.selectOption('[data-filter=verdict]', 'pass');
  await counted(page, '1 of 5 cases');
  await page.click('#unwell a:has-text("5:3.10.4-1")');
  const unfolded = page.locator('.case[open]', { hasText: 'a needle in the hay' });
  await unfolded.waitFor({ state: 'visible' });
  t.is(await page.locator('.case:not([hidden])').count(), 5);
});

browserTest('a chart shows its values where one points, by keyboard too', async (t) => {
  const { page } = await opened(renderRunHtml(sampleResults()));
  const plot = page.locator('#chart-rates .hover');
  await plot.hover();
  const readout = page.locator('#chart-rates .readout');
  t.regex(await readout.innerText(), /time\s+\d+ s\s+intended\s+200/u);
  const before = await readout.innerText();
  await plot.focus();
  await page.keyboard.press('ArrowRight');
  t.not(await readout.innerText(), before);
  await page.keyboard.press('Escape');
  t.true(await readout.isHidden());
});

browserTest('without scripts the page is whole, and its filters are not there', async (t) => {
  const { page } = await opened(renderConformanceHtml(suite()), { javaScriptEnabled: false });
  t.is(await page.locator('.case').count(), 5);
  t.true(await page.locator('[data-controls]').isHidden());
  t.is(await page.locator('.case[open]').count(), 1);
});

browserTest('on paper the evidence is unfolded, and what only works on a screen is gone', async (t) => {
  const { page } = await opened(renderConformanceHtml(suite()));
  await page.emulateMedia({ media: 'print' });
  t.true(await page.locator('nav').isHidden());
  t.true(await page.locator('.controls').isHidden());
  t.true(await page.locator('.case.unfold:not([open]) .packets').first().isVisible());
  t.true((await page.pdf()).length > 10_000);
});

/** Words that results choose from lists, which are not texts from outside. */
const RUN_WORDS = new Set([
  ...['schema', 'verdict', 'protocol', 'stopReason', 'status', 'unit', 'histogram', 'direction'],
  ...['action', 'relation', 'policy', 'path'],
]);
const CASE_WORDS = new Set(['schema', 'verdict', 'level', 'direction', 'unit']);

const CAPACITY_WORDS = new Set([
  'schema',
  'verdict',
  'unit',
  'histogram',
  'protocol',
  'kind',
  'status',
  'outcome',
]);

function hostilePages(): Readonly<Record<string, string>> {
  const base = sampleResults({
    check: { ...accessCheck, findings: [...failedCheck.findings, ...failedCheck.findings] },
    ...{ faults: sampleFaults, health: badHealth },
  });
  const results: Results = hostileDeep(base, RUN_WORDS);
  const reasons = Object.fromEntries(
    Object.entries(hostileDeep({ a: '', b: '', c: '' }, new Set())).map(([, text], at) => [text, at + 1]),
  );
  const runs = results.runs.map((run) => ({ ...run, metrics: { ...run.metrics, reasons } }));
  return {
    run: renderRunHtml(
      { ...results, runs },
      { clauseText: () => '</dd><script>globalThis.hacked = 1</script>' },
    ),
    suite: renderConformanceHtml(hostileDeep(suite(), CASE_WORDS)),
    matrix: renderMatrixHtml(hostileDeep(sampleMatrix(), new Set([...CASE_WORDS, 'version', 'cells']))),
    capacity: renderCapacityHtml(hostileDeep(sampleCapacity(), CAPACITY_WORDS)),
  };
}

for (const bypassCSP of [false, true])
  browserTest(
    `texts of a hostile broker run no script and break nothing, ${bypassCSP ? 'even without the policy' : 'with the policy'}`,
    async (t) => {
      for (const [name, html] of Object.entries(hostilePages())) {
        const { page, complaints } = await opened(html, { bypassCSP, viewport: PHONE });
        await page.mouse.move(100, 300);
        t.deepEqual(await page.evaluate(SKELETON), INTACT, name);
        t.deepEqual(complaints, [], name);
        t.true(await page.evaluate(NO_SIDEWAYS), `${name} scrolls sideways`);
        t.true(await page.locator('footer').isVisible());
        await page.context().close();
      }
    },
  );

browserTest(`${ROWS} cases are filtered without a hang`, async (t) => {
  const cases = Array.from({ length: ROWS }, (_, at) =>
    sampleCase(`5:3.${1 + (at % 14)}.2-${at}`, at % 100 === 0 ? 'fail' : 'pass', {
      title: `case number ${at}`,
    }),
  );
  const { page } = await opened(
    renderConformanceHtml(sampleConformance({ versions: [sampleVersion(cases)] })),
  );
  await page.selectOption('[data-filter=verdict]', 'fail');
  await counted(page, '100 of 10,000 cases');
  await page.selectOption('[data-filter=verdict]', '');
  await page.fill('[data-filter=text]', 'number 9999');
  await counted(page, '1 of 10,000 cases');
  await page.click('[data-reset]');
  await counted(page, '10,000 cases');
  await page.locator('.case').last().scrollIntoViewIfNeeded();
  t.true(await page.locator('.case').last().isVisible());
});

/**
 * A real browser for pages of reports. Where none is installed its tests are skipped, except in CI: there a missing browser is
 * a failure, or the proof would vanish without a word.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

const CHROMIUM_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Where Chromium is, by MQTT_BENCH_CHROMIUM or in the usual places, or undefined; with CI=true its absence is an error. */
export function chromiumPath(): string | undefined {
  const named = process.env['MQTT_BENCH_CHROMIUM'];
  const found = (named === undefined ? CHROMIUM_PATHS : [named]).find((path) => existsSync(path));
  if (found === undefined && process.env['CI'] === 'true')
    throw new Error('CI needs Chromium, and it is not installed');
  return found;
}

/** A page that was opened from a file, and what it complained about. */
export interface OpenedPage {
  readonly page: Page;
  /** Errors of scripts, violations of its policy, and whatever it asked for besides itself. */
  readonly complaints: readonly string[];
}

/** One browser, many pages. */
export class TestBrowser {
  readonly #browser: Browser;
  readonly #folder = mkdtempSync(join(tmpdir(), 'mqtt-bench-pages-'));
  #count = 0;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async launch(): Promise<TestBrowser> {
    const executablePath = chromiumPath();
    if (executablePath === undefined) throw new Error('Chromium is not installed');
    // The sandbox of Chromium does not work for root, which containers are.
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    return new TestBrowser(await chromium.launch({ executablePath, args, timeout: 60_000 }));
  }

  /** Writes the page to a file and opens that, with the network off. */
  async open(html: string, options: BrowserContextOptions = {}): Promise<OpenedPage> {
    this.#count += 1;
    const file = join(this.#folder, `page-${this.#count}.html`);
    writeFileSync(file, html);
    const url = pathToFileURL(file).href;
    const context = await this.#browser.newContext({ offline: true, ...options });
    // Generous: a busy machine is no failure.
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (request.url() !== url) complaints.push(`request: ${request.url()}`);
    });
    await page.goto(url);
    return { page, complaints };
  }

  async close(): Promise<void> {
    await this.#browser.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

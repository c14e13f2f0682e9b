/** One page in Chromium: what axe, the console and the network say of it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

/** Debian's; nothing is downloaded. */
export const CHROMIUM = '/usr/bin/chromium';

const ARGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export function openBrowser() {
  return chromium.launch({ executablePath: CHROMIUM, args: ARGS });
}

/** The ways to look at a page, everything unfolded. What colours decide does not depend on the width, nor anything else on the colours. */
const VIEWS = [
  { name: 'light', colorScheme: 'light', width: 1280, rules: {} },
  { name: 'dark', colorScheme: 'dark', width: 800, runOnly: ['color-contrast', 'link-in-text-block'] },
  { name: 'narrow', colorScheme: 'light', width: 320, rules: { 'color-contrast': { enabled: false } } },
];

/** Looks at one page after the other: what is wrong with it, one sentence each. */
export async function inspector(browser) {
  const page = await browser.newPage();
  let address = '';
  let complaints = [];
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => { if (request.url() !== address) complaints.push(`request: ${request.url()}`); });

  return async function inspect(file) {
    address = pathToFileURL(file).href;
    complaints = [];
    await page.goto(address, { waitUntil: 'load' });
    const active = await page.evaluate(() => document.scripts.length
      + [...document.querySelectorAll('*')].filter((one) => one.getAttributeNames().some((name) => name.startsWith('on') || name === 'style')).length);
    if (active > 0) complaints.push(`${active} scripts, or attributes that hold script or style`);
    await page.evaluate(axe);
    await page.evaluate(() => { for (const one of document.querySelectorAll('details')) one.open = true; });
    for (const { name, colorScheme, width, ...options } of VIEWS) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      const { violations, wide } = await page.evaluate(async (given) => {
        const result = await globalThis.axe.run(document, { resultTypes: ['violations'], ...given });
        return {
          violations: result.violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.length}; ${nodes[0].target.join(' ')})`),
          wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        };
      }, options);
      complaints.push(...violations.map((one) => `${name}: ${one}`));
      if (wide > 0) complaints.push(`${name}: ${wide} pixels wider than the screen`);
    }
    return complaints;
  };
}

/** The whole page, at three widths in both themes. */
export async function photograph(browser, file, prefix) {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [360, 800, 1400]) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      await page.goto(pathToFileURL(file).href);
      await page.screenshot({ path: `${prefix}-${width}-${colorScheme}.png`, fullPage: true });
      await page.close();
    }
  }
}

import { chromium as findChromium } from '@obs-test/backends';
import { chromium, type Page } from 'playwright-core';

/** What a dashboard of a preview looks like in a browser. */
export interface Look {
  readonly name: string;
  /** `<panel>: drawn`, and so on, in the order of the page. */
  readonly panels: readonly string[];
  /** Panels with a canvas on which nothing was drawn. */
  readonly blank: readonly string[];
}

/**
 * Opens a preview in headless Chromium, without a network, and looks at every dashboard of it.
 *
 * @param onDashboard called when one is drawn, in the dark theme and then in the light one
 * @returns what was seen, and what the page complained of
 */
export async function lookAt(
  file: string,
  onDashboard: (
    page: Page,
    name: string,
    theme: 'dark' | 'light',
  ) => Promise<void> = async () => {},
): Promise<{ readonly looks: readonly Look[]; readonly complaints: readonly string[] }> {
  const { path } = await findChromium();
  const browser = await chromium.launch({
    executablePath: path,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--hide-scrollbars'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, offline: true });
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) complaints.push(`loads ${request.url()}`);
    });
    const looks: Look[] = [];
    for (const theme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.goto(`file://${file}`);
      const titles = await page.locator('nav button:not(.theme)').allTextContents();
      for (const title of titles) {
        await page.getByRole('button', { name: title, exact: true }).click();
        const name = await page.locator('#page').getAttribute('data-drawn');
        looks.push({ name: `${name} (${theme})`, ...(await seen(page)) });
        await onDashboard(page, String(name), theme);
      }
    }
    return { looks, complaints };
  } finally {
    await browser.close();
  }
}

function seen(page: Page): Promise<Omit<Look, 'name'>> {
  return page.evaluate(() => {
    const sections = [...document.querySelectorAll<HTMLElement>('section.panel')];
    const titled = sections.map((section) => ({
      title: section.querySelector('h3')?.textContent ?? '',
      state: section.dataset['state'] ?? 'missing',
      canvas: section.querySelector('canvas'),
    }));
    return {
      panels: titled.map(({ title, state }) => `${title}: ${state}`),
      blank: titled.flatMap(({ title, canvas }) => {
        if (canvas === null) return [];
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        return data.some((value, at) => at % 4 === 3 && value > 0) ? [] : [title];
      }),
    };
  });
}

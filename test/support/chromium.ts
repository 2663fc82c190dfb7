import { existsSync } from 'node:fs'
import { chromium, type Browser, type Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'

/** Why the tests that need a browser are skipped; undefined where they run. */
export const NO_CHROMIUM = existsSync(CHROMIUM) ? undefined : `skipped: there is no ${CHROMIUM}`

if (NO_CHROMIUM) console.warn(NO_CHROMIUM)

/** A real Chromium without a screen, with a profile folder of its own. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** A person who signs in at the test provider by her name, unless she still is, and agrees to what is asked. */
export async function signInAs(page: Page, url: string, name: string): Promise<void> {
  await page.goto(url, { waitUntil: 'commit' })
  await page.waitForSelector(`${LOGIN}, ${AGREE}`)
  if (await page.$(LOGIN)) await logIn(page, name)
  await page.click(AGREE)
}

/** A person who looks at what is asked of her, and says no. */
export async function refuse(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'commit' })
  await page.click('text=[ Cancel ]')
}

const LOGIN = 'input[name=login]'
const AGREE = 'form:has(input[value=consent]) button'

async function logIn(page: Page, name: string): Promise<void> {
  await page.fill(LOGIN, name)
  await page.fill('input[name=password]', 'any')
  await page.click('button[type=submit]')
}

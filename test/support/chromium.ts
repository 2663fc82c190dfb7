import { existsSync } from 'node:fs'
import { chromium, type Browser, type Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'

/** Reason to skip the tests that need a browser; undefined if Chromium is installed. */
export const NO_CHROMIUM = existsSync(CHROMIUM)
  ? undefined
  : `skipped: ${CHROMIUM} is not installed`

if (NO_CHROMIUM) console.warn(NO_CHROMIUM)

/** Starts a real, headless Chromium with a new profile folder. @param flags beside the usual */
export function startChromium(flags: readonly string[] = []): Promise<Browser> {
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
      ...flags,
    ],
  })
}

/** Signs in at the test provider, if there is no sign-in session yet, and consents. */
export async function signInAs(page: Page, url: string, name: string): Promise<void> {
  await page.goto(url, { waitUntil: 'commit' })
  await page.waitForSelector(`${LOGIN}, ${CONSENT}`)
  if (await page.$(LOGIN)) await logIn(page, name)
  await page.click(CONSENT)
}

/** Opens the sign-in page and cancels. */
export async function refuse(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'commit' })
  await page.click('text=[ Cancel ]')
}

const LOGIN = 'input[name=login]'
const CONSENT = 'form:has(input[value=consent]) button'

async function logIn(page: Page, name: string): Promise<void> {
  await page.fill(LOGIN, name)
  await page.fill('input[name=password]', 'any')
  await page.click('button[type=submit]')
}

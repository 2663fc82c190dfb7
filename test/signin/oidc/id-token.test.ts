import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { connect } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { fetchThrough } from '../../../src/net/fetch.js'
import {
  obtainIdToken,
  type SignInRequest,
  type OidcPorts,
} from '../../../src/signin/oidc/id-token.js'
import { NO_CHROMIUM, refuse, signInAs, startChromium } from '../../support/chromium.js'
import {
  CLIENT_ID,
  CONFIDENTIAL,
  startOidcProvider,
  type OidcProvider,
} from '../../support/oidc-provider.js'
import { newPerson, type Person } from '../../support/person.js'

let browser: Browser
let context: BrowserContext
let provider: OidcProvider
let page: Page
let alice: Person

beforeAll(async () => {
  provider = await startOidcProvider()
  alice = await newPerson('alice')
  if (NO_CHROMIUM) return
  browser = await startChromium()
  context = await browser.newContext()
})
afterAll(async () => {
  await browser?.close()
  await alice[Symbol.asyncDispose]()
  await provider.close()
})
beforeEach(async () => {
  provider.tampering = {}
  if (!NO_CHROMIUM) page = await context.newPage()
})

const request = (changes: Partial<SignInRequest> = {}): SignInRequest => ({
  issuer: provider.issuer,
  clientId: CLIENT_ID,
  parameters: {},
  redirectUri: 'http://127.0.0.1/callback',
  timeoutSeconds: 20,
  ...changes,
})

interface TestPorts extends OidcPorts {
  stored: { token: string | undefined }
  messages: string[]
  urls: string[]
}

/** @param visit the user's actions on the page that opens */
function portsFor(visit: (url: string) => Promise<void>): TestPorts {
  const stored: TestPorts['stored'] = { token: undefined }
  const messages: string[] = []
  const urls: string[] = []
  return {
    stored,
    messages,
    urls,
    fetch: fetchThrough(async () => ({ httpAgent: new HttpAgent(), httpsAgent: new HttpsAgent() })),
    refreshToken: {
      read: async () => stored.token,
      write: async (token) => void (stored.token = token),
      remove: async () => void (stored.token = undefined),
    },
    openBrowser: async (url) => {
      urls.push(url)
      // A browser is a process of its own, so its end is not awaited.
      void visit(url).catch(() => undefined)
      return true
    },
    requireUser: () => undefined,
    notify: (message) => void messages.push(message),
  }
}

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >
}

/** True if a process listens on the port of this sign-in's redirect. */
function isListening({ urls }: TestPorts): Promise<boolean> {
  const redirect = new URL(new URL(urls[0] ?? '').searchParams.get('redirect_uri') ?? '')
  return new Promise((resolve) => {
    const socket = connect(Number(redirect.port), '127.0.0.1')
    socket.on('connect', () => (socket.destroy(), resolve(true)))
    socket.on('error', () => resolve(false))
  })
}

const CARD_BORDER = "getComputedStyle(document.querySelector('main')).borderTopWidth"

/** The text of the page in the browser. */
async function shown(): Promise<string> {
  await page.waitForSelector('h1')
  return `${await page.textContent('h1')}: ${await page.textContent('p')}`
}

describe.skipIf(NO_CHROMIUM)('a sign-in through Chromium', () => {
  test('returns an ID token, shows a page, and frees the port', async () => {
    const person = portsFor((url) => signInAs(page, url, 'alice'))
    const token = await obtainIdToken(request(), person)

    expect(claimsOf(token)).toMatchObject({ sub: 'alice', aud: CLIENT_ID, iss: provider.issuer })
    expect(await shown()).toMatch(/^You are signed in: .* You can close this page\.$/)
    // The policy admits the style by its hash; without it the card would have no border.
    expect(await page.evaluate(CARD_BORDER)).toBe('1px')
    expect(await isListening(person)).toBe(false)
  })

  test('uses a new PKCE challenge, state and nonce each time', async () => {
    const person = portsFor((url) => signInAs(page, url, 'alice'))
    await obtainIdToken(request(), person)
    await shown()
    person.stored.token = undefined
    await obtainIdToken(request({ parameters: { login_hint: 'bob' } }), person)
    const [first, second] = person.urls.map((url) => new URL(url).searchParams)
    expect(first?.get('code_challenge_method')).toBe('S256')
    expect(second?.get('login_hint')).toBe('bob')
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(first?.get(name)?.length).toBeGreaterThan(30)
      expect(first?.get(name)).not.toBe(second?.get(name))
    }
  })

  test('is silent the second time, and stores the rotated refresh token', async () => {
    const person = portsFor((url) => signInAs(page, url, 'alice'))
    await obtainIdToken(request(), person)
    const before = person.stored.token
    expect(before).toBeDefined()
    const token = await obtainIdToken(request(), person)
    expect(claimsOf(token)).toMatchObject({ sub: 'alice' })
    expect(person.urls).toHaveLength(1)
    expect(person.stored.token).not.toBe(before)
  })

  test('is repeated if the refresh token is rejected', async () => {
    const person = portsFor((url) => signInAs(page, url, 'alice'))
    person.stored.token = 'revoked long ago'
    expect(claimsOf(await obtainIdToken(request(), person))).toMatchObject({ sub: 'alice' })
    expect(person.urls).toHaveLength(1)
    expect(person.stored.token).not.toBe('revoked long ago')
  })

  test('works for a client with a secret, whatever is in the secret', async () => {
    const person = portsFor((url) => signInAs(page, url, 'alice'))
    const { id: clientId, secret: clientSecret } = CONFIDENTIAL
    const token = await obtainIdToken(request({ clientId, clientSecret }), person)
    expect(claimsOf(token)).toMatchObject({ aud: clientId })
    const wrong = obtainIdToken(request({ clientId, clientSecret: 'wrong' }), person)
    await expect(wrong).rejects.toThrow('the provider does not accept this client')
  })

  test('shows an error page after a response of another provider, and frees the port', async () => {
    provider.tampering = { redirect: (query) => query.set('iss', 'https://evil.example') }
    const person = portsFor((url) => signInAs(page, url, 'alice'))
    await expect(obtainIdToken(request(), person)).rejects.toThrow('is from another provider (iss)')
    expect(await shown()).toMatch(
      /^You are not signed in: Sign-in at .* \(iss\)\. See the terminal/,
    )
    expect(await isListening(person)).toBe(false)
  })

  test('ends with a clear error when consent is refused', async () => {
    const person = portsFor((url) => refuse(page, url))
    await expect(obtainIdToken(request(), person)).rejects.toThrow('access was denied')
    expect(await shown()).toContain('access was denied')
    expect(await isListening(person)).toBe(false)
  })

  test('ends at the time limit if the browser is closed', async () => {
    const person = portsFor(async (url) => {
      await page.goto(url)
      await page.close()
    })
    await expect(obtainIdToken(request({ timeoutSeconds: 1 }), person)).rejects.toMatchObject({
      code: 'interaction',
      message: 'the sign-in was not completed within 1 s',
    })
    expect(await isListening(person)).toBe(false)
  })
})

describe('a sign-in', () => {
  test.each([
    [
      'a response from another provider',
      { redirect: (query: URLSearchParams) => query.set('iss', 'https://evil.example') },
      'the response is from another provider (iss)',
    ],
    [
      'an ID token of another issuer',
      { idToken: (claims: Record<string, unknown>) => (claims['iss'] = 'https://evil.example') },
      'the ID token has a wrong claim (iss)',
    ],
    [
      'an ID token for another client',
      { idToken: (claims: Record<string, unknown>) => (claims['aud'] = 'another') },
      'the ID token has a wrong claim (aud)',
    ],
    [
      'an ID token for another sign-in',
      { idToken: (claims: Record<string, unknown>) => (claims['nonce'] = 'another') },
      'the ID token has a wrong claim (nonce)',
    ],
    [
      'an expired ID token',
      { idToken: (claims: Record<string, unknown>) => (claims['exp'] = 1_600_000_000) },
      'the ID token is expired or not yet valid',
    ],
    [
      'an ID token with a foreign signature',
      { foreignKey: true },
      'the ID token has a wrong signature',
    ],
  ])('ends with a clear error and a free port after %s', async (_what, tampering, reason) => {
    provider.tampering = tampering
    let page = ''
    const person = portsFor(async (url) => void (page = await alice.signIn(url)))
    await expect(obtainIdToken(request(), person)).rejects.toMatchObject({
      code: 'failed',
      message: `sign-in at ${provider.issuer} failed: ${reason}`,
      hint: expect.stringMatching(/./) as unknown,
    })
    await expect.poll(() => page).toContain('You are not signed in')
    expect(page).toContain(reason)
    expect(await isListening(person)).toBe(false)
    expect(person.stored.token).toBeUndefined()
  })

  test('with the device flow needs no browser on this machine', async () => {
    const person = portsFor(() => Promise.reject(new Error('no browser may be opened')))
    const token = obtainIdToken(request({ flow: 'device' }), {
      ...person,
      openBrowser: undefined,
      notify(message) {
        person.notify(message)
        const [, url, code] = /^open (\S+) and enter the code (\S+)$/.exec(message) ?? []
        if (url && code) void alice.confirm(url, code).catch(() => undefined)
      },
    })
    expect(claimsOf(await token)).toMatchObject({ sub: 'alice', aud: CLIENT_ID })
    expect(person.messages.at(-1)).toBe('waiting up to 20 s for you to confirm')
    expect(person.stored.token).toBeDefined()
  })
})

describe('without a user at the browser', () => {
  const absentUser = () => portsFor(() => Promise.resolve())

  test('a device code that is not confirmed ends at the time limit', async () => {
    const code = obtainIdToken(request({ flow: 'device', timeoutSeconds: 1 }), absentUser())
    await expect(code).rejects.toMatchObject({ message: 'the code was not confirmed within 1 s' })
  })

  test('a provider that is too busy to renew a token costs no sign-in', async () => {
    const person = absentUser()
    const busy: OidcPorts['fetch'] = (url, options) =>
      url.endsWith('/token')
        ? Promise.resolve(Response.json({ error: 'slow_down' }, { status: 429 }))
        : person.fetch(url, options)
    person.stored.token = 'still good'
    const token = obtainIdToken(request(), { ...person, fetch: busy })
    await expect(token).rejects.toMatchObject({ code: 'failed' })
    expect(person.stored.token).toBe('still good')
    expect(person.urls).toEqual([])
  })

  test('without a terminal no request is sent, not even to the provider', async () => {
    const alone = {
      ...absentUser(),
      requireUser: () => {
        throw new Error('no user')
      },
    }
    const before = provider.requests.length
    await expect(obtainIdToken(request(), alone)).rejects.toThrow('no user')
    expect(provider.requests).toHaveLength(before)
  })

  test('a provider with another issuer URL is refused', async () => {
    provider.tampering = { metadata: (metadata) => (metadata['issuer'] = 'https://evil.example') }
    await expect(obtainIdToken(request(), absentUser())).rejects.toThrow(
      "the provider's issuer URL is a different one",
    )
  })

  test('http is for loopback only', async () => {
    const plain = obtainIdToken(request({ issuer: 'http://sso.example.com' }), absentUser())
    await expect(plain).rejects.toThrow('the issuer must be an https URL: http://sso.example.com')
  })

  test('a provider that cannot be reached is an error', async () => {
    const away = obtainIdToken(request({ issuer: 'http://127.0.0.1:1' }), absentUser())
    await expect(away).rejects.toThrow('cannot reach the provider (ECONNREFUSED)')
  })
})

import { request, type RequestOptions } from 'node:http'
import { networkInterfaces } from 'node:os'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { listenForRedirect, type LoopbackServer } from '../../src/signin/loopback/server.js'
import { startScene, type Scene } from '../support/scene.js'

/* The attacker sits on the network, or runs a program or a page on the user's machine. */

let scene: Scene
beforeAll(async () => {
  scene = await startScene()
})
afterAll(() => scene[Symbol.asyncDispose]())

describe('an STS endpoint with plain http', () => {
  const FAR = 'http://192.0.2.2:1'
  const named = /rolecall: requests to http:\/\/192\.0\.2\.2:1 are not encrypted: /g
  // A proxy that refuses at once: nothing leaves this machine.
  const env = { AWS_ENDPOINT_URL_STS: FAR, HTTP_PROXY: 'http://127.0.0.1:9' }

  test.each([
    ['process', 'dev', '--mfa-code', '123456'],
    ['env', 'dev', '--mfa-code', '234567'],
    ['login', 'dev', '--mfa-code', '345678'],
    ['whoami', 'base'],
    ['sts', 'get-caller-identity', '--profile', 'base'],
  ])('is named once by %s', async (...args) => {
    const result = await scene.rolecall(args, { env })
    expect([result.code === 0, result.stdout]).toEqual([false, ''])
    expect(result.stderr.match(named)).toHaveLength(1)
  })

  test('is named by explain before anything is sent', async () => {
    const { stdout } = await scene.rolecall(['explain', 'dev'], { env })
    expect(stdout).toContain('requests to http://192.0.2.2:1 are not encrypted')
  })

  test('on this machine needs no warning', async () => {
    for (const url of ['http://127.0.0.1:1', 'http://localhost:1', 'http://127.8.8.8:1']) {
      const { stdout } = await scene.rolecall(['explain', 'dev'], {
        env: { AWS_ENDPOINT_URL_STS: url },
      })
      expect(stdout).not.toContain('not encrypted')
    }
  })
})

describe('the port of a sign-in', () => {
  let server: LoopbackServer
  afterEach(() => server.close())

  const get = (options: RequestOptions): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(server.uri)
      request({ host: '127.0.0.1', port, ...options }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .on('error', reject)
        .end()
    })

  test('a request without the state of the sign-in does not end it', async () => {
    server = await listenForRedirect('http://127.0.0.1/callback', 'right-state')
    for (const query of [
      '?code=evil',
      '?code=evil&state=',
      '?code=evil&state=wrong-state',
      '?code=evil&state=right-statE',
      '?code=evil&state=right-state&state=other',
      '?error=access_denied',
      '?error=access_denied&state=x',
    ]) {
      expect([query, await get({ path: `/callback${query}` })]).toEqual([query, 400])
    }
    const path = '/callback?code=good&state=right-state'
    expect(await get({ path, headers: { host: 'evil.example' } })).toBe(421)
    expect(await get({ path, method: 'POST' })).toBe(405)
    const answer = get({ path })
    const { url, show } = await server.redirect
    expect(url.searchParams.get('code')).toBe('good')
    await show({ status: 200, good: true, title: 'ok', text: 'ok' })
    expect(await answer).toBe(200)
  })

  test('is not open to other machines', async () => {
    server = await listenForRedirect('http://127.0.0.1/callback', 'state')
    const far = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .find(({ internal, family }) => !internal && family === 'IPv4')
    if (!far) return
    await expect(get({ host: far.address, path: '/callback' })).rejects.toThrow('ECONNREFUSED')
  })
})

import { request, type RequestOptions } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { listenForRedirect, type RedirectListener } from '../../../src/signin/loopback/server.js'

let server: RedirectListener
afterEach(() => server.close())

interface Answer {
  status: number | undefined
  headers: Record<string, unknown>
  body: string
}

/** Sends a request exactly as it is written, without a browser's or fetch's corrections. */
function ask(options: RequestOptions): Promise<Answer> {
  const { port } = new URL(server.uri)
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, ...options }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (text: string) => (body += text))
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body }))
    })
      .on('error', reject)
      .end()
  })
}

const SIGNED_IN = { status: 200, good: true, title: 'Done <b>', text: '"quoted" & \'so\'' }

test('accepts only a GET of the right host and path, and only the first', async () => {
  server = await listenForRedirect('http://127.0.0.1/callback')
  expect(server.uri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/)
  let answers = 0
  void server.redirect.then(() => answers++)

  const refused: [RequestOptions, number][] = [
    [{ path: '/callback?code=x', headers: { host: 'evil.example' } }, 421],
    [{ path: '/callback?code=x', headers: { host: 'localhost' } }, 421],
    [{ path: '/callback/?code=x' }, 404],
    [{ path: '//evil.example/callback?code=x' }, 404],
    [{ path: 'http://evil.example/callback?code=x' }, 404],
    [{ path: '/favicon.ico' }, 404],
    [{ path: '/callback?code=x', method: 'POST' }, 405],
    [{ path: '/callback?code=x', method: 'HEAD' }, 405],
  ]
  for (const [options, status] of refused) expect((await ask(options)).status).toBe(status)
  expect(answers).toBe(0)

  const first = ask({ path: '/callback?code=one&state=s' })
  const { url, show } = await server.redirect
  expect(url.href).toBe(`${server.uri}?code=one&state=s`)
  expect((await ask({ path: '/callback?code=two' })).status).toBe(409)
  await show(SIGNED_IN)
  expect((await first).status).toBe(200)
})

test('the page is escaped, loads nothing and is not cached', async () => {
  server = await listenForRedirect('http://127.0.0.1/callback')
  const answer = ask({ path: '/callback' })
  await (await server.redirect).show(SIGNED_IN)
  const { body, headers } = await answer
  expect(body).toContain('Done &lt;b&gt;')
  expect(body).toContain('&quot;quoted&quot; &amp; &#39;so&#39;')
  expect(body).not.toMatch(/<script|src=|href=|url\(|@import/)
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
  expect(headers['content-security-policy']).toMatch(
    /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
  )
})

test('a port in use is an error; a port is free again after the close', async () => {
  const first = await listenForRedirect('http://127.0.0.1/callback')
  await expect(listenForRedirect(first.uri)).rejects.toThrow(/^cannot listen on 127\.0\.0\.1:\d+$/)
  const hanging = request(`${first.uri}?code=x`).on('error', () => undefined)
  hanging.end()
  await first.redirect
  await first.close()
  server = await listenForRedirect(first.uri)
  expect(server.uri).toBe(first.uri)
})

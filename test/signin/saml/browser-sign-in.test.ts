import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { realHost } from '../../../src/system/host.js'
import { pathsFor } from '../../../src/system/paths.js'
import { captureSamlInBrowser } from '../../../src/signin/saml/browser-sign-in.js'
import { tempHome, type TempHome } from '../../support/home.js'

let home: TempHome
beforeAll(async () => {
  home = await tempHome()
})
afterAll(() => home.remove())

/** Signs in with a program instead of a browser. */
async function signIn(program: string, url = 'https://idp.example.com/sso'): Promise<string> {
  const env = { ...home.env, ROLECALL_BROWSER: program }
  const paths = pathsFor(env, 'linux', () => home.path)
  return captureSamlInBrowser(
    { url, timeoutSeconds: 1, notify: () => undefined },
    { ...realHost(), env, paths },
  )
}

async function script(name: string, text: string): Promise<string> {
  const path = await home.write(name, `#!/bin/sh\n${text}\n`)
  await chmod(path, 0o700)
  return path
}

test('a sign-in that is not completed ends at the time limit', async () => {
  const program = await script('asleep', 'exec sleep 300')
  await expect(signIn(program)).rejects.toMatchObject({
    code: 'interaction',
    message: 'the sign-in was not completed within 1 s',
  })
})

test('a browser that ends at once, as without a screen', async () => {
  const program = await script('broken', 'exit 1')
  await expect(signIn(program)).rejects.toMatchObject({
    code: 'interaction',
    message: 'the browser was closed before the sign-in was complete',
  })
})

test('a browser that does not exist', async () => {
  await expect(signIn(join(home.path, 'none'))).rejects.toMatchObject({
    code: 'failed',
    hint: 'check the path in ROLECALL_BROWSER',
  })
})

test.each(['http://idp.example.com/', 'javascript:alert(1)', 'file:///etc/passwd', 'idp', ''])(
  'no browser is opened at %j',
  async (url) => {
    await expect(signIn('/bin/false', url)).rejects.toMatchObject({ code: 'config' })
  },
)

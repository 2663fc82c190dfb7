import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CLIENT_ID, startOidcProvider, type OidcProvider } from '../../support/oidc-provider.js'
import { newPerson } from '../../support/person.js'
import { runCommand } from '../../support/run.js'
import { startScene, type Scene } from '../../support/scene.js'
import { role } from '../../support/sts-server/default-model.js'
import { readJwt } from '../../support/sts-server/jwt.js'
import { runInTerminal } from '../../support/terminal.js'

/*
 * Two people sign in with OpenID Connect, on one machine and with one state folder: one after the
 * other with the same profile, and side by side with a profile each.
 */

let scene: Scene
let provider: OidcProvider
beforeAll(async () => {
  provider = await startOidcProvider()
  scene = await startScene()
  const web = `role_arn = arn:aws:iam::222222222222:role/web
region = eu-west-1
rolecall_oidc_issuer = ${provider.issuer}
rolecall_oidc_client_id = ${CLIENT_ID}
`
  await scene.configure(`[profile web]
${web}
[profile web-alice]
${web}rolecall_oidc_parameters = login_hint=alice

[profile web-bob]
${web}rolecall_oidc_parameters = login_hint=bob
`)
  const browser = await scene.home.write(
    '.bin/browser',
    `#!/bin/sh\nprintf '%s\\n' "$@" >> "$HOME/opened"\n`,
  )
  await runCommand('chmod', ['+x', browser])
  scene.env['BROWSER'] = 'browser %s'
  const arn = 'arn:aws:iam::222222222222:oidc-provider/id'
  const { issuer, keys } = provider
  scene.sts.model.oidcProviders.push({ arn, issuer, audiences: [CLIENT_ID], keys })
  scene.sts.model.roles.push(role('222222222222', 'web', { trusts: [arn] }))
})
afterAll(async () => {
  await provider.close()
  await scene[Symbol.asyncDispose]()
})

const opened = (): Promise<string> =>
  readFile(join(scene.home.path, 'opened'), 'utf8').catch(() => '')

async function signInAs(name: string, profile = 'web'): Promise<void> {
  await using person = await newPerson(name)
  await rm(join(scene.home.path, 'opened'), { force: true })
  using terminal = runInTerminal('rolecall', ['login', profile], { env: scene.env })
  await expect.poll(opened, { timeout: 10_000 }).toContain('\n')
  await person.signIn((await opened()).trim())
  expect(await terminal.exit).toMatchObject({ code: 0 })
}

/** @returns whose session it is, by the token of the call that returned the session */
async function holder(
  args: string[] = [],
  profile = 'web',
): Promise<{ who: unknown; key: string }> {
  const result = await scene.rolecall(['process', '--profile', profile, ...args])
  expect(result).toMatchObject({ code: 0, stderr: '' })
  const { AccessKeyId: key } = JSON.parse(result.stdout) as { AccessKeyId: string }
  const index = scene.sts.sessions.findIndex(({ accessKeyId }) => accessKeyId === key)
  const call = scene.sts.calls('AssumeRoleWithWebIdentity')[index]
  return { who: readJwt(call?.params['WebIdentityToken'] ?? '')?.claims['sub'], key }
}

test('the second person who signs in gets a session of their own, and so does the first again', async () => {
  const keys = new Set<string>()
  for (const name of ['alice', 'bob', 'alice']) {
    await signInAs(name)
    const calls = scene.sts.requests.length
    const { who, key } = await holder()
    expect(who).toBe(name)
    expect(await holder()).toEqual({ who, key })
    expect(scene.sts.requests).toHaveLength(calls)
    const fresh = await holder(['--refresh'])
    expect(fresh.who).toBe(name)
    keys.add(key).add(fresh.key)
    await scene.rolecall(['logout', '--all'])
    expect(await scene.rolecall(['process', '--profile', 'web'])).toMatchObject({
      code: 4,
      stdout: '',
    })
  }
  expect(keys.size).toBe(6)
})

test('two people who are signed in side by side keep their own sessions', async () => {
  const people = ['alice', 'bob'] as const
  const profileOf = (name: string): string => `web-${name}`
  for (const name of people) await signInAs(name, profileOf(name))
  const calls = scene.sts.requests.length
  const keys = new Map<string, string>()
  for (const name of [...people, ...people, 'alice', 'alice', 'bob']) {
    const { who, key } = await holder([], profileOf(name))
    expect(who).toBe(name)
    expect(key).toBe(keys.get(name) ?? key)
    keys.set(name, key)
  }
  expect(new Set(keys.values()).size).toBe(2)
  expect(scene.sts.requests).toHaveLength(calls)

  // A new session comes from the holder's own refresh token, beside the other's cached session.
  for (const name of people) {
    const { who, key } = await holder(['--refresh'], profileOf(name))
    expect(who).toBe(name)
    expect([...keys.values()]).not.toContain(key)
    keys.set(name, key)
    for (const other of people) {
      expect((await holder([], profileOf(other))).key).toBe(keys.get(other))
    }
  }

  // Whoever has not signed in gets neither of them, with the same role at the same provider.
  expect(await scene.rolecall(['process', '--profile', 'web'])).toMatchObject({
    code: 4,
    stdout: '',
  })
})
